/** What 03 and 09 ask of a server beside its use: `server.` offers all of these. */
export { seeded } from "./seeded.js";
export { countRefused, served } from "./served.js";
