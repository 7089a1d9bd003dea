import { dirname } from "node:path";
import { isRefusal } from "./file-error.js";
import type { FileLayer } from "./file-layer.js";

/** Creates a folder and its missing parents. If one cannot be created, removes the others again.
 *  @returns the folders created, parents first */
export async function makeFolders(path: string, files: FileLayer): Promise<readonly string[]> {
  const created: string[] = [];
  try {
    await makeMissing(path, files, created);
    return created;
  } catch (error) {
    await removeFolders(created, files);
    throw error;
  }
}

async function makeMissing(path: string, files: FileLayer, created: string[]): Promise<void> {
  try {
    if (await makeNewFolder(path, files)) created.push(path);
  } catch (error) {
    if (!isRefusal(error, "ENOENT") || dirname(path) === path) throw error;
    await makeMissing(dirname(path), files, created);
    if (await makeNewFolder(path, files)) created.push(path);
  }
}

/** Creates a folder; returns false if its name exists already. */
export async function makeNewFolder(path: string, files: FileLayer): Promise<boolean> {
  try {
    await files.makeFolder(path);
    return true;
  } catch (error) {
    if (isRefusal(error, "EEXIST")) return false;
    throw error;
  }
}

/** Removes folders that are empty, the last one first. Stops at the first that cannot be removed. */
export async function removeFolders(paths: readonly string[], files: FileLayer): Promise<void> {
  try {
    for (const path of paths.toReversed()) await files.removeFolder(path);
  } catch {
    // somebody else uses it; the failure that led here is the one to report
  }
}
