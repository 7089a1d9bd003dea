export { nodeThreads } from "./node-threads.js";
export { type OpenPlainFile, openPlainFile, openPlainFileInBackground, readPlainFile } from "./plain-file.js";
