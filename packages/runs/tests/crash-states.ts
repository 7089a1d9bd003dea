import { MemoryFiles, type Operation } from "./memory-files.js";

/** Draws uniform numbers in [0, 1), reproducible with a seed. */
export type Draw = () => number;

/** A possible state of the disk after a power failure that follows the first `count` operations. All synced operations are
 *  complete; of the others any subset, and a write may be torn. Syncing a folder covers the operations on the folder, syncing a
 *  file those on the file. */
export async function crashState(
  { log, folders }: MemoryFiles,
  count: number,
  draw: Draw,
): Promise<MemoryFiles> {
  const done = log.slice(0, count);
  const syncedUntil = new Map<number, number>();
  for (const [index, operation] of done.entries()) {
    if (operation.type === "sync") syncedUntil.set(operation.node, index);
  }
  // in some states all unsynced operations are lost, in some none, in the others a part
  const survival = [0, 0.2, 0.5, 0.8, 1][Math.floor(draw() * 5)];
  const entries = new Map<number, Map<string, number>>([[0, new Map()]]);
  const contents = new Map<number, Uint8Array>();
  for (const [index, operation] of done.entries()) {
    if (operation.type === "sync" || operation.type === "note") continue;
    const safe = index < (syncedUntil.get(nodeOf(operation)) ?? -1);
    if (!safe && draw() >= survival) continue;
    if (operation.type === "entry" || operation.type === "unset") applyToFolder(entries, operation);
    else applyToFile(contents, operation, safe ? 1 : draw());
  }
  return buildFiles(entries, contents, folders);
}

function nodeOf(operation: Exclude<Operation, { type: "sync" | "note" }>): number {
  return operation.type === "entry" || operation.type === "unset" ? operation.folder : operation.file;
}

function applyToFolder(
  entries: Map<number, Map<string, number>>,
  operation: Extract<Operation, { type: "entry" | "unset" }>,
): void {
  const names = entries.get(operation.folder) ?? new Map<string, number>();
  entries.set(operation.folder, names);
  if (operation.type === "unset") {
    names.delete(operation.name);
    return;
  }
  if (operation.unset !== undefined) names.delete(operation.unset);
  names.set(operation.set, operation.node);
}

/** `survival`: 1 when all of a write is on the disk, less when it was torn. */
function applyToFile(
  contents: Map<number, Uint8Array>,
  operation: Extract<Operation, { type: "write" | "truncate" }>,
  survival: number,
): void {
  const before = contents.get(operation.file) ?? new Uint8Array(0);
  if (operation.type === "truncate") {
    contents.set(operation.file, before.slice(0, operation.length));
    return;
  }
  const arrived = survival > 0.6 ? operation.bytes.length : Math.floor(operation.bytes.length * survival);
  // the length may be on the disk before the bytes, which are then zeros
  const length = survival > 0.3 ? operation.bytes.length : arrived;
  const after = new Uint8Array(Math.max(before.length, operation.at + length));
  after.set(before);
  after.set(operation.bytes.subarray(0, arrived), operation.at);
  contents.set(operation.file, after);
}

async function buildFiles(
  entries: ReadonlyMap<number, ReadonlyMap<string, number>>,
  contents: ReadonlyMap<number, Uint8Array>,
  folders: ReadonlySet<number>,
): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const visit = async (folder: number, path: string): Promise<void> => {
    for (const [name, node] of entries.get(folder) ?? []) {
      const childPath = `${path}/${name}`;
      if (folders.has(node)) {
        await files.makeFolder(childPath);
        await visit(node, childPath);
      } else files.appendNow(childPath, contents.get(node) ?? new Uint8Array(0));
    }
  };
  await visit(0, "");
  return files;
}
