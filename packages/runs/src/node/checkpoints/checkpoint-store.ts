import { dirname, join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { attempt, isRefusal } from "../files/file-error.js";
import type { OpenFile } from "../files/file-layer.js";
import { removeTemporary, temporaryPrefix, together, type Writing, writeOver } from "../files/write-file.js";
import { checkpointFile, compareCheckpoints, nameOfCheckpoint } from "./checkpoint-name.js";
import { brokenSeal, seal } from "./seal.js";

/** A file that is only appended to, and its length. */
export interface RowsFile {
  readonly path: string;
  readonly bytes: number;
}

/** The checkpoints of a run: a folder with a file for each. A saved checkpoint survives the end of the process, and a synced
 *  checkpoint survives a power failure. After a power failure, a checkpoint that was not synced can be complete, missing or
 *  damaged; `load` refuses a damaged one. Only one process may write at a time. */
export interface CheckpointStore {
  /** The names of all checkpoints, including damaged ones, oldest first.
   *  @throws RetrogradError E_FILE */
  list(): Promise<readonly string[]>;
  /** Seals the bytes of `encodeCheckpoint` and writes them to a file.
   *  @throws RetrogradError E_FILE with the reason of the system; earlier checkpoints are unchanged */
  save(name: string, checkpoint: Uint8Array): Promise<void>;
  /** Returns once all saved checkpoints are on the disk, and `rows` too.
   *  @throws RetrogradError E_FILE with the reason of the system */
  sync(rows?: RowsFile): Promise<void>;
  /** The bytes of a checkpoint, verified with its seal.
   *  @throws RetrogradError E_RUN when it is damaged or missing, E_FILE when it cannot be read */
  load(name: string): Promise<Uint8Array>;
  /** Removes a checkpoint. Its file is renamed, and the next checkpoint overwrites it. After a power failure the removed
   *  checkpoint may exist again, complete or damaged.
   *  @throws RetrogradError E_FILE */
  remove(name: string): Promise<void>;
  /** Removes the unfinished files of a crash and the files of removed checkpoints.
   *  @throws RetrogradError E_FILE */
  tidy(): Promise<void>;
}

/** The checkpoints in `folder`, which is created when the first one is saved. */
export function checkpointStore(folder: string, writing: Writing): CheckpointStore {
  const { files, reached } = writing;
  const pathOf = (name: string) => join(folder, checkpointFile(name));
  // a new checkpoint overwrites the file of the one removed last, since creating and removing a file takes as long as
  // everything else
  const spare = join(folder, `${temporaryPrefix}spare`);

  let folderExists = false;
  async function makeFolder(): Promise<void> {
    if (folderExists) return;
    try {
      await files.makeFolder(folder);
    } catch (error) {
      if (!isRefusal(error, "EEXIST")) throw error;
    }
    // sync the entry of this folder, and the entry of the run folder
    await files.syncFolder(dirname(folder));
    await files.syncFolder(dirname(dirname(folder)));
    folderExists = true;
  }

  async function readPlain(path: string): Promise<Uint8Array> {
    try {
      // throws EINVAL unless it is a plain file
      await files.size(path);
      return await files.read(path);
    } catch (error) {
      if (isRefusal(error, "ENOENT")) throw damaged(path, "it is missing", error);
      if (isRefusal(error, "EINVAL")) throw damaged(path, "it is not a plain file", error);
      throw error;
    }
  }

  async function namesInFolder(): Promise<readonly string[]> {
    try {
      return await files.list(folder);
    } catch (error) {
      if (isRefusal(error, "ENOENT")) return [];
      throw error;
    }
  }

  async function setAside(name: string): Promise<void> {
    try {
      await files.rename(pathOf(name), spare);
    } catch (error) {
      // another program has removed it
      if (!isRefusal(error, "ENOENT")) throw error;
    }
  }

  // the checkpoints that are saved but not synced
  const unsynced = new Map<string, OpenFile>();
  // the length of the rows at the last sync: they are only appended to
  let rowsSynced = 0;

  return {
    async list() {
      const names = await attempt("read", folder, namesInFolder);
      return names.flatMap((file) => nameOfCheckpoint(file) ?? []).sort(compareCheckpoints);
    },

    async save(name, checkpoint) {
      const path = pathOf(name);
      seal(checkpoint);
      await attempt("written", path, async () => {
        await makeFolder();
        reached("checkpoint-begun");
        const file = await writeOver(spare, checkpoint, writing);
        unsynced.set(name, file);
        await files.rename(spare, path);
        reached("checkpoint-saved");
      });
    },

    async sync(rows) {
      const saved = [...unsynced.values()];
      unsynced.clear();
      if (saved.length === 0) return;
      await attempt("written", folder, async () => {
        const rowsGrew = rows !== undefined && rows.bytes > rowsSynced;
        let rowsFile: OpenFile | undefined;
        try {
          if (rowsGrew) rowsFile = await files.open(rows.path);
          await together([
            ...saved.map((file) => () => file.sync().then(() => reached("file-synced"))),
            () => files.syncFolder(folder).then(() => reached("folder-synced")),
            async () => {
              await rowsFile?.sync();
              if (rowsGrew) reached("rows-synced");
            },
          ]);
        } finally {
          for (const file of saved) await file.close();
          await rowsFile?.close();
        }
        if (rowsGrew) rowsSynced = rows.bytes;
      });
      reached("checkpoints-synced");
    },

    async load(name) {
      const path = pathOf(name);
      const checkpoint = await attempt("read", path, () => readPlain(path));
      const broken = brokenSeal(checkpoint);
      if (broken !== undefined) throw damaged(path, broken);
      return checkpoint;
    },

    async remove(name) {
      const file = unsynced.get(name);
      unsynced.delete(name);
      await file?.close();
      await attempt("written", pathOf(name), () => setAside(name));
      reached("old-checkpoint-removed");
    },

    async tidy() {
      const names = await attempt("read", folder, namesInFolder);
      if (names.length > 0) await removeTemporary(folder, files);
    },
  };
}

function damaged(path: string, what: string, cause?: unknown): RetrogradError {
  return new RetrogradError("E_RUN", `${path} is damaged: ${what}`, { cause });
}
