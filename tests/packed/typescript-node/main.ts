// The entries for Node, and the command line's package, as a strict TypeScript project sees them.
import { type NodeDataFilesOptions, nodeDataFiles } from "@retrograd/data/node";
import { createRunFolder, type RunFolder, readRunFile } from "@retrograd/trainer/node";

const options: NodeDataFilesOptions = { base: "." };

export const files = nodeDataFiles(options);
export const openFolder: typeof createRunFolder = createRunFolder;
export const pathOf = (folder: RunFolder): string => folder.path;
export const readRecord = (directory: string): Uint8Array => readRunFile(directory, "record");
