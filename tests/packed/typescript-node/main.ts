// The entries for Node, the BLAS engine and the command line's package, as a strict TypeScript project sees them.
import { type Environment, runCommandLine } from "@retrograd/cli";
import type { Engine } from "@retrograd/core";
import { type NodeDataFilesOptions, nodeDataFiles } from "@retrograd/data/node";
import { type BlasSearch, findBlas, withBlas } from "@retrograd/engine-blas";
import { createRunFolder, type RunFolder, readRunFile } from "@retrograd/runs/node";

const options: NodeDataFilesOptions = { base: "." };

export const files = nodeDataFiles(options);
export const openFolder: typeof createRunFolder = createRunFolder;
export const pathOf = (folder: RunFolder): string => folder.path;
export const readRecord = (directory: string): Uint8Array => readRunFile(directory, "record");
export const search: BlasSearch = findBlas({ environment: {} });
export const onBlas = (base: Engine): Engine =>
  search.library === undefined ? base : withBlas(base, search.library);
export const main = (environment: Environment): Promise<number> => runCommandLine(["--version"], environment);
