/** What 03 and 09 ask of a server beside its use: `server.` offers all of these. */
export { crowd, seeded } from "./crowd.js";
export { countRefused, served } from "./served.js";
