import { dirname, join } from "node:path";
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

/** Removes the files of a folder that holds nothing else. */
export async function removeFilesOf(folder: string, files: FileLayer): Promise<void> {
  for (const name of await files.list(folder)) await files.removeFile(join(folder, name));
}
