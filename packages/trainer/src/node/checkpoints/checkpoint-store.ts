import { dirname, join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { attempt, isRefusal } from "../files/file-error.js";
import type { OpenFile } from "../files/file-layer.js";
import { removeTemporary, temporaryPrefix, together, type Writing, writeOver } from "../files/write-file.js";
import { checkpointFile, compareCheckpoints, nameOfCheckpoint } from "./checkpoint-name.js";
import { brokenSeal, seal } from "./seal.js";

/** The checkpoints of a run: a folder with a file for each. What is acknowledged survives the loss of the process or of
 *  the power at any later instant; what is not is there whole or not at all. One process writes at a time. */
export interface CheckpointStore {
  /** Names of the checkpoints that are there, whole or damaged, oldest first.
   *  @throws RetrogradError E_FILE */
  list(): Promise<readonly string[]>;
  /** Seals the bytes of `encodeCheckpoint`, writes them, and returns once they are on the disk. `rows` is a file that must be
   *  on the disk before.
   *  @throws RetrogradError E_FILE with the system's reason; earlier checkpoints are as they were */
  save(name: string, checkpoint: Uint8Array, rows?: string): Promise<void>;
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

  // rows only ever grow: where there are no more, all are on the disk
  let rowsSynced = 0;
  /** Returns once what was written into `file`, and into `rows`, is on the disk. */
  async function sync(file: OpenFile, rows: string | undefined): Promise<void> {
    const length = rows === undefined ? 0 : await files.size(rows);
    const open = rows === undefined || length === rowsSynced ? undefined : await files.open(rows);
    try {
      await together([
        () => file.sync().then(() => reached("file-synced")),
        ...(open === undefined ? [] : [() => open.sync().then(() => reached("rows-synced"))]),
      ]);
    } finally {
      await open?.close();
    }
    rowsSynced = length;
  }

  return {
    async list() {
      const names = await attempt("read", folder, namesThere);
      return names.flatMap((file) => nameOfCheckpoint(file) ?? []).sort(compareCheckpoints);
    },

    async save(name, checkpoint, rows) {
      const path = pathOf(name);
      seal(checkpoint);
      await attempt("written", path, async () => {
        await makeFolder();
        reached("checkpoint-begun");
        const file = await writeOver(spare, checkpoint, writing);
        try {
          await sync(file, rows);
        } finally {
          await file.close();
        }
        reached("checkpoint-synced");
        await files.rename(spare, path);
        reached("checkpoint-renamed");
        await files.syncFolder(folder);
        reached("checkpoint-acknowledged");
      });
    },

    async load(name) {
      const path = pathOf(name);
      const checkpoint = await attempt("read", path, () => readPlain(path));
      const broken = brokenSeal(checkpoint);
      if (broken !== undefined) throw damaged(path, broken);
      return checkpoint;
    },

    async remove(name) {
      await attempt("written", pathOf(name), () => files.rename(pathOf(name), spare));
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
