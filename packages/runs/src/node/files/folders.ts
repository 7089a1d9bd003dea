import { dirname } from "node:path";
import { isRefusal } from "./file-error.js";
import type { FileLayer } from "./file-layer.js";

/** Creates a folder and its parents, unless they exist. */
export async function makeFolders(path: string, files: FileLayer): Promise<void> {
  try {
    await makeNewFolder(path, files);
  } catch (error) {
    if (!isRefusal(error, "ENOENT") || dirname(path) === path) throw error;
    await makeFolders(dirname(path), files);
    await makeNewFolder(path, files);
  }
}

/** Creates a folder; returns false if the name exists. */
export async function makeNewFolder(path: string, files: FileLayer): Promise<boolean> {
  try {
    await files.makeFolder(path);
    return true;
  } catch (error) {
    if (isRefusal(error, "EEXIST")) return false;
    throw error;
  }
}
