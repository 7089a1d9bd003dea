import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Packages whose versions `retrograd doctor` lists. */
export const packages = [
  "@retrograd/core",
  "@retrograd/engine-blas",
  "@retrograd/plugin",
  "@retrograd/network",
  "@retrograd/layers",
  "@retrograd/layers-conv",
  "@retrograd/layers-norm",
  "@retrograd/layers-recurrent",
  "@retrograd/layers-attention",
  "@retrograd/experiment",
  "@retrograd/data",
  "@retrograd/trainer",
  "@retrograd/runs",
  "@retrograd/gradcheck",
  "@retrograd/typescript",
  "@retrograd/node",
] as const;

/** Version of this package, or of the command that it is bundled into. */
export function ownVersion(): string {
  return versionIn(new URL("../package.json", import.meta.url));
}

/** Version of an installed package. */
export function versionOf(name: (typeof packages)[number]): string {
  return versionIn(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

function versionIn(file: URL | string): string {
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest)) return "unknown";
  return String(manifest.version);
}
