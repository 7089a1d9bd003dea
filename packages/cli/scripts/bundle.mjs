// Writes bundle/: the program of the command in a few files, which start in half the time of the 300 files of dist/. Packages
// that plugins also import are not bundled, so that there is one instance of each. Needs dist/ of all packages.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { freshBundle } from "../bin/fresh-bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "bundle");

if (freshBundle() === undefined) {
  rmSync(folder, { recursive: true, force: true });
  const bundle = await rolldown({
    input: join(root, "dist/main.js"),
    platform: "node",
    // jiti loads files next to itself, write-file-atomic derives names from __filename
    external: [/^@retrograd\/(core|plugin|network|engine-blas)$/, "jiti", "write-file-atomic"],
    logLevel: "silent",
  });
  const { output } = await bundle.write({ dir: folder, chunkFileNames: "[name].js" });
  const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
  writeFileSync(join(folder, "THIRD-PARTY.txt"), licencesOf(modules));
}

/** The licences of the bundled third-party packages, which must be distributed with their code. */
function licencesOf(modules) {
  const packages = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0]);
  const folders = [...new Set(packages)].filter((folder) => folder !== undefined);
  return folders
    .toSorted()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${name} in ${dirname(folder)} has no licence file`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
