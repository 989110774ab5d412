/** What 03 asks of a server beside its use: `server.` offers all of these. */
export { countRefused, served } from "./served.js";
