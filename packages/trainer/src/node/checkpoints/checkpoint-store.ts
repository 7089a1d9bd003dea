import { dirname, join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { Failpoint } from "../files/failpoints.js";
import { attempt, isRefusal } from "../files/file-error.js";
import type { OpenFile } from "../files/file-layer.js";
import {
  removeTemporary,
  temporaryPrefix,
  together,
  type Writing,
  writeNewFile,
} from "../files/write-file.js";
import { sha256 } from "../sha256.js";
import { compareCheckpoints, parseCheckpointName } from "./checkpoint-name.js";
import { decodeManifest, encodeManifest, type Manifest, manifestLimit, manifestOf } from "./manifest.js";

/** The files of a checkpoint by name, without the manifest. */
export type CheckpointFiles = ReadonlyMap<string, Uint8Array>;

/** The checkpoints of a run: a folder with a folder for each. What is acknowledged survives the loss of the process or of
 *  the power at any later instant; what is not is there whole or not at all. One process writes at a time. */
export interface CheckpointStore {
  /** Names of the checkpoints that are there, whole or damaged, oldest first.
   *  @throws RetrogradError E_FILE */
  list(): Promise<readonly string[]>;
  /** Returns once the checkpoint is on the disk. `rows` is a file that must be on the disk before it.
   *  @throws RetrogradError E_FILE with the system's reason; earlier checkpoints are as they were */
  save(name: string, content: CheckpointFiles, rows?: string): Promise<void>;
  /** The files of a checkpoint, each checked against its size and sha256.
   *  @throws RetrogradError E_RUN naming the file that is damaged or missing, E_FILE when it cannot be read */
  load(name: string): Promise<CheckpointFiles>;
  /** Removes a checkpoint; a crash leaves it whole or gone.
   *  @throws RetrogradError E_FILE */
  remove(name: string): Promise<void>;
  /** Removes what a crash left unfinished.
   *  @throws RetrogradError E_FILE */
  tidy(): Promise<void>;
}

const manifestName = "manifest.json";

/** The checkpoints in `folder`, which is made when the first is saved. */
export function checkpointStore(folder: string, writing: Writing): CheckpointStore {
  const { files, reached } = writing;
  const pathOf = (name: string) => join(folder, name);
  const temporaryOf = (name: string) => pathOf(`${temporaryPrefix}${name}`);

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

  async function namesThere(): Promise<readonly string[]> {
    try {
      return await files.list(folder);
    } catch (error) {
      if (isRefusal(error, "ENOENT")) return [];
      throw error;
    }
  }

  async function readWhole(path: string, expected: { readonly bytes?: number; readonly atMost?: number }) {
    const { bytes, atMost = bytes ?? 0 } = expected;
    try {
      // looked at before it is read, so that a wrong file costs no memory
      const size = await files.size(path);
      if (size > atMost || (bytes !== undefined && size !== bytes)) {
        throw damaged(path, `it must have ${bytes ?? `at most ${atMost}`} bytes, got ${size}`);
      }
      return await files.read(path);
    } catch (error) {
      if (isRefusal(error, "ENOENT") || isRefusal(error, "ENOTDIR"))
        throw damaged(path, "it is missing", error);
      if (isRefusal(error, "EINVAL")) throw damaged(path, "it is not a plain file", error);
      throw error;
    }
  }

  async function readManifest(name: string): Promise<Manifest> {
    const path = join(pathOf(name), manifestName);
    const manifest = decodeManifest(await readWhole(path, { atMost: manifestLimit }));
    if (manifest?.checkpoint === name) return manifest;
    throw damaged(
      path,
      manifest === undefined ? "it is not as it was written" : `it belongs to ${manifest.checkpoint}`,
    );
  }

  /** Writes the files of a checkpoint and its manifest. Returns once they, their names and `rows` are on the disk; in which
   *  order they reach it does not matter, as long as nothing is renamed before. */
  async function fillFolder(
    folder: string,
    name: string,
    content: CheckpointFiles,
    rows: string | undefined,
  ) {
    const open: OpenFile[] = [];
    const syncs = [() => files.syncFolder(folder).then(() => reached("checkpoint-folder-synced"))];
    const opened = (file: OpenFile, point: Failpoint) => {
      open.push(file);
      syncs.push(() => file.sync().then(() => reached(point)));
    };
    try {
      for (const [file, bytes] of content)
        opened(await writeNewFile(join(folder, file), bytes, writing), "file-synced");
      const manifest = encodeManifest(manifestOf(name, content));
      opened(await writeNewFile(join(folder, manifestName), manifest, writing), "checkpoint-manifest-synced");
      if (rows !== undefined) opened(await files.open(rows), "checkpoint-rows-synced");
      await together(syncs);
      reached("checkpoint-files-synced");
    } finally {
      await together(open.map((file) => () => file.close()));
    }
  }

  return {
    async list() {
      const names = await attempt("read", folder, namesThere);
      return names
        .flatMap((name) => {
          const place = parseCheckpointName(name);
          return place === undefined ? [] : [{ name, place }];
        })
        .sort((a, b) => compareCheckpoints(a.place, b.place))
        .map(({ name }) => name);
    },

    async save(name, content, rows) {
      const [path, temporary] = [pathOf(name), temporaryOf(name)];
      await attempt("written", path, async () => {
        await makeFolder();
        await files.makeFolder(temporary);
        reached("checkpoint-begun");
        await fillFolder(temporary, name, content, rows);
        await files.rename(temporary, path);
        reached("checkpoint-renamed");
        await files.syncFolder(folder);
        reached("checkpoint-acknowledged");
      });
    },

    async load(name) {
      const manifest = await attempt("read", pathOf(name), () => readManifest(name));
      const content = new Map<string, Uint8Array>();
      for (const [file, { bytes, sha256: expected }] of Object.entries(manifest.files)) {
        const path = join(pathOf(name), file);
        const found = await attempt("read", path, () => readWhole(path, { bytes }));
        const got = sha256(found);
        if (got !== expected) {
          throw damaged(path, `its sha256 must be ${expected.slice(0, 12)}..., got ${got.slice(0, 12)}...`);
        }
        content.set(file, found);
      }
      return content;
    },

    async remove(name) {
      const temporary = temporaryOf(name);
      await attempt("written", pathOf(name), async () => {
        await files.rename(pathOf(name), temporary);
        // so that no power loss shows it half removed under its own name
        await files.syncFolder(folder);
        reached("old-checkpoint-renamed");
        const names = await files.list(temporary);
        await together(
          names.map((file) => async () => {
            await files.removeFile(join(temporary, file));
            reached("old-checkpoint-half-removed");
          }),
        );
        await files.removeFolder(temporary);
        reached("old-checkpoint-removed");
      });
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
