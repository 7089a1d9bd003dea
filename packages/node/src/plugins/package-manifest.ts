import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readPlainFile } from "@retrograd/core/node";

/** The part of a package.json that plugins are checked by. */
export interface Manifest {
  /** The file, absolute. */
  readonly path: string;
  readonly name?: string;
  readonly version?: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The package.json of the package that a file belongs to; undefined when there is none or it cannot be read. */
export function manifestOf(file: string): Manifest | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    // a package.json without a name, as in dist/esm, only sets the module type of its folder
    const manifest = existsSync(path) ? readManifest(path) : undefined;
    if (manifest?.name !== undefined) return manifest;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Reads a package.json; undefined when it cannot be read or is not JSON. */
export function readManifest(path: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(readPlainFile(path)));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { name, version, peerDependencies } = value as Readonly<Record<string, unknown>>;
  const peers = typeof peerDependencies === "object" ? Object.entries(peerDependencies ?? {}) : [];
  return {
    path,
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof version === "string" ? { version } : {}),
    peerDependencies: Object.fromEntries(peers.filter(([, range]) => typeof range === "string")),
  };
}
