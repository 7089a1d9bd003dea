import { dirname } from "node:path";
import { isRefusal } from "./file-error.js";
import type { FileLayer } from "./file-layer.js";

/** Makes a folder and those above it, where they are not there. */
export async function makeFolders(path: string, files: FileLayer): Promise<void> {
  try {
    await makeNewFolder(path, files);
  } catch (error) {
    if (!isRefusal(error, "ENOENT") || dirname(path) === path) throw error;
    await makeFolders(dirname(path), files);
    await makeNewFolder(path, files);
  }
}

/** Makes a folder; returns false where its name is taken. */
export async function makeNewFolder(path: string, files: FileLayer): Promise<boolean> {
  try {
    await files.makeFolder(path);
    return true;
  } catch (error) {
    if (isRefusal(error, "EEXIST")) return false;
    throw error;
  }
}
