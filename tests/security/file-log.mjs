// Loaded before everything else: keeps the path of every file that the process opens, lists, makes, moves or removes through
// node:fs. What Node itself reads to load modules does not pass through here; modules are watched by canaries instead.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Paths by what was done, since the last `takeLog`. */
let log = { read: new Set(), written: new Set() };

const reading = ["readFile", "readdir", "createReadStream", "opendir", "readlink", "cp", "copyFile"];
const writing = [
  "writeFile",
  "appendFile",
  "createWriteStream",
  "mkdir",
  "mkdtemp",
  "rename",
  "rm",
  "rmdir",
  "unlink",
  "symlink",
  "link",
  "truncate",
  "chmod",
  "cp",
  "copyFile",
];

const { realpathSync } = fs;

function note(kind, path) {
  if (!(typeof path === "string" || path instanceof URL || Buffer.isBuffer(path))) return;
  const place = resolve(path instanceof URL ? fileURLToPath(path) : String(path));
  log[kind].add(realPlace(place));
}

/** Where a path leads, symbolic links followed as far as it exists. */
function realPlace(path) {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPlace(dirname(path)), basename(path));
  }
}

function watch(object, name, kindOf) {
  const original = object[name];
  if (typeof original !== "function") return;
  object[name] = Object.assign(function (...args) {
    for (const kind of kindOf(args))
      note(kind, kind === "written" && /^(rename|cp|copyFile|symlink|link)/.test(name) ? args[1] : args[0]);
    return original.apply(this, args);
  }, original);
}

const opening = ([, flags = "r"]) => [typeof flags === "string" && !/^rs?$/.test(flags) ? "written" : "read"];
for (const object of [fs, fs.promises]) {
  for (const [names, kind] of [
    [reading, "read"],
    [writing, "written"],
  ]) {
    for (const name of names) {
      watch(object, name, () => [kind]);
      watch(object, `${name}Sync`, () => [kind]);
    }
  }
  watch(object, "open", opening);
  watch(object, "openSync", opening);
}
syncBuiltinESMExports();

/** The files read and written since the last call. */
export function takeLog() {
  const entries = { reads: [...log.read], writes: [...log.written] };
  log = { read: new Set(), written: new Set() };
  return entries;
}
