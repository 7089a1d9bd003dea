export { type NodeDataFilesOptions, nodeDataFiles } from "./node-data-files.js";
