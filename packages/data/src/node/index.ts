export { type OpenInputFile, openInputFile } from "./input-file.js";
export { type NodeDataFilesOptions, nodeDataFiles } from "./node-data-files.js";
