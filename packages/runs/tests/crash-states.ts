import { MemoryFiles, type Operation } from "./memory-files.js";

/** Numbers from 0 up to 1, the same for the same seed. */
export type Draw = () => number;

/** What a disk may hold when the power goes after the first `count` operations: whatever was synced, and of the rest any part,
 *  in any order; a write may be torn. An operation on a folder counts as synced with the folder, one on a file with the file. */
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
  // some states lose all, some lose nothing, most lose a part
  const survival = [0, 0.2, 0.5, 0.8, 1][Math.floor(draw() * 5)];
  const entries = new Map<number, Map<string, number>>([[0, new Map()]]);
  const contents = new Map<number, Uint8Array>();
  for (const [index, operation] of done.entries()) {
    if (operation.type === "sync" || operation.type === "note") continue;
    const safe = index < (syncedUntil.get(placeOf(operation)) ?? -1);
    if (!safe && draw() >= survival) continue;
    if (operation.type === "entry" || operation.type === "unset") applyToFolder(entries, operation);
    else applyToFile(contents, operation, safe ? 1 : draw());
  }
  return built(entries, contents, folders);
}

function placeOf(operation: Exclude<Operation, { type: "sync" | "note" }>): number {
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

/** whole: 1 when all of a write arrived, less when it was torn. */
function applyToFile(
  contents: Map<number, Uint8Array>,
  operation: Extract<Operation, { type: "write" | "truncate" }>,
  whole: number,
): void {
  const before = contents.get(operation.file) ?? new Uint8Array(0);
  if (operation.type === "truncate") {
    contents.set(operation.file, before.slice(0, operation.length));
    return;
  }
  const arrived = whole > 0.6 ? operation.bytes.length : Math.floor(operation.bytes.length * whole);
  // the length may be on the disk before the bytes: then there are zeros
  const length = whole > 0.3 ? operation.bytes.length : arrived;
  const after = new Uint8Array(Math.max(before.length, operation.at + length));
  after.set(before);
  after.set(operation.bytes.subarray(0, arrived), operation.at);
  contents.set(operation.file, after);
}

async function built(
  entries: ReadonlyMap<number, ReadonlyMap<string, number>>,
  contents: ReadonlyMap<number, Uint8Array>,
  folders: ReadonlySet<number>,
): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const visit = async (folder: number, path: string): Promise<void> => {
    for (const [name, node] of entries.get(folder) ?? []) {
      const place = `${path}/${name}`;
      if (folders.has(node)) {
        await files.makeFolder(place);
        await visit(node, place);
      } else files.appendNow(place, contents.get(node) ?? new Uint8Array(0));
    }
  };
  await visit(0, "");
  return files;
}
