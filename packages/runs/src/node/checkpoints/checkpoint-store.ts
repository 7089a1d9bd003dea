import { dirname, join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { attempt, isRefusal } from "../files/file-error.js";
import type { OpenFile } from "../files/file-layer.js";
import { removeTemporary, temporaryPrefix, together, type Writing, writeOver } from "../files/write-file.js";
import { checkpointFile, compareCheckpoints, nameOfCheckpoint } from "./checkpoint-name.js";
import { brokenSeal, seal } from "./seal.js";

/** A file that only ever grows, and how long it is. */
export interface RowsFile {
  readonly path: string;
  readonly bytes: number;
}

/** The checkpoints of a run: a folder with a file for each. What is saved survives the death of the process at any later
 *  instant, and what is synced the loss of power. What is not is there whole, or not at all, or damaged and refused. One process
 *  writes at a time. */
export interface CheckpointStore {
  /** Names of the checkpoints that are there, whole or damaged, oldest first.
   *  @throws RetrogradError E_FILE */
  list(): Promise<readonly string[]>;
  /** Seals the bytes of `encodeCheckpoint` and hands them to the system.
   *  @throws RetrogradError E_FILE with the system's reason; earlier checkpoints are as they were */
  save(name: string, checkpoint: Uint8Array): Promise<void>;
  /** Returns once all that was saved and is still there is on the disk, and `rows` with it.
   *  @throws RetrogradError E_FILE with the system's reason */
  sync(rows?: RowsFile): Promise<void>;
  /** The bytes of a checkpoint, when each bit is as it was written.
   *  @throws RetrogradError E_RUN when it is damaged or missing, E_FILE when it cannot be read */
  load(name: string): Promise<Uint8Array>;
  /** Removes a checkpoint: its file is set aside, and the next one is written over it. A loss of power may bring it back,
   *  whole or damaged.
   *  @throws RetrogradError E_FILE */
  remove(name: string): Promise<void>;
  /** Removes what a crash left unfinished, and what is set aside.
   *  @throws RetrogradError E_FILE */
  tidy(): Promise<void>;
}

/** The checkpoints in `folder`, which is made when the first is saved. */
export function checkpointStore(folder: string, writing: Writing): CheckpointStore {
  const { files, reached } = writing;
  const pathOf = (name: string) => join(folder, checkpointFile(name));
  // where a checkpoint is written, over the last one that was removed: its blocks are on the disk, to make a file and to remove
  // one costs as much as all the rest
  const spare = join(folder, `${temporaryPrefix}spare`);

  let known = false;
  async function makeFolder(): Promise<void> {
    if (known) return;
    try {
      await files.makeFolder(folder);
    } catch (error) {
      if (!isRefusal(error, "EEXIST")) throw error;
    }
    // the names of this folder, of the run, and of what else is in it
    await files.syncFolder(dirname(folder));
    await files.syncFolder(dirname(dirname(folder)));
    known = true;
  }

  async function readPlain(path: string): Promise<Uint8Array> {
    try {
      // refuses what is no plain file
      await files.size(path);
      return await files.read(path);
    } catch (error) {
      if (isRefusal(error, "ENOENT")) throw damaged(path, "it is missing", error);
      if (isRefusal(error, "EINVAL")) throw damaged(path, "it is not a plain file", error);
      throw error;
    }
  }

  async function namesThere(): Promise<readonly string[]> {
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
      // somebody else has removed it
      if (!isRefusal(error, "ENOENT")) throw error;
    }
  }

  // what is saved and not synced
  const unsynced = new Map<string, OpenFile>();
  // rows only ever grow: where there are no more, all are on the disk
  let rowsSynced = 0;

  return {
    async list() {
      const names = await attempt("read", folder, namesThere);
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
        const grown = rows !== undefined && rows.bytes > rowsSynced;
        let open: OpenFile | undefined;
        try {
          if (grown) open = await files.open(rows.path);
          await together([
            ...saved.map((file) => () => file.sync().then(() => reached("file-synced"))),
            () => files.syncFolder(folder).then(() => reached("folder-synced")),
            async () => {
              await open?.sync();
              if (grown) reached("rows-synced");
            },
          ]);
        } finally {
          for (const file of saved) await file.close();
          await open?.close();
        }
        if (grown) rowsSynced = rows.bytes;
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
      const names = await attempt("read", folder, namesThere);
      if (names.length > 0) await removeTemporary(folder, files);
    },
  };
}

function damaged(path: string, what: string, cause?: unknown): RetrogradError {
  return new RetrogradError("E_RUN", `${path} is damaged: ${what}`, { cause });
}
