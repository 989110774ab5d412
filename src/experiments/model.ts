/** What is calculated and not measured: `model.` offers all of these. */
export { bestWidth, fitLaw as law, lawInWords as inWords, lawMs } from "./laws.js";
export { rehearse } from "./rehearse.js";
