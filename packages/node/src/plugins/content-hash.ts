import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { readPlainFile } from "@retrograd/core/node";

// import x from "./a.js", export ... from, import("./a.js"), import "./a.js", require("./a.js")
const relativeImports = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;
const maximumFiles = 1000;

/** Hash of a plugin's own code: of its file and of every file that it reaches by relative imports, with their relative paths. Code of
 *  the packages that it depends on, and imports whose path is computed, are not part of it.
 *  @returns sha256, 64 hexadecimal digits */
export function contentHash(entry: string): string {
  const hash = createHash("sha256");
  const code = [...codeOf(entry)].map(([path, bytes]) => ({ name: nameOf(path, entry), bytes }));
  for (const { name, bytes } of code.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // with the length no two different sets of files are hashed as the same bytes
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** The files of a plugin's own code with their content: its file and every file that it reaches by relative imports. */
export function codeOf(entry: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined && files.size < maximumFiles; path = open.pop()) {
    if (files.has(path)) continue;
    const bytes = readPlainFile(path);
    files.set(path, bytes);
    open.push(...importsOf(path, new TextDecoder().decode(bytes)));
  }
  return files;
}

function nameOf(path: string, entry: string): string {
  return relative(dirname(entry), path).split(sep).join("/");
}

function importsOf(from: string, text: string): readonly string[] {
  return [...text.matchAll(relativeImports)].flatMap(([, specifier = ""]) => {
    const path = resolve(dirname(from), specifier);
    // TypeScript writes .js for its .ts files, and jiti takes names without an ending
    const places = [
      path,
      path.replace(/js$/, "ts"),
      ...["ts", "js", "mjs", "cjs", "mts", "cts", "json"].map((end) => `${path}.${end}`),
    ];
    return places.filter((place) => existsSync(place) && statSync(place).isFile()).slice(0, 1);
  });
}
