import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** The checks of `npm test` in addition to the tests, in groups. The checks of a group run at the same time, after those of
 *  the group before. Each check is one command and counts as one. `folder`: an empty folder for their files. */
export function checks(folder) {
  const tarballs = join(folder, "tarballs");
  return [
    [
      { name: "types of the sources", work: (limit) => run("tsc", ["-b"], limit) },
      { name: "format and lint", work: (limit) => run("biome", ["check", "."], limit) },
    ],
    [
      { name: "types of the tests", work: (limit) => run("tsc", ["-p", "tsconfig.tests.json"], limit) },
      { name: "unused code", work: (limit) => run("knip", [], limit) },
      { name: "packages pack", work: (limit) => packAll(tarballs, limit) },
    ],
    publishedPackages().flatMap((name) => [
      {
        name: `publint ${name}`,
        work: (limit) => run("publint", ["run", tarball(tarballs, name), "--strict"], limit),
      },
      {
        name: `types as installed ${name}`,
        work: (limit) => run("attw", [tarball(tarballs, name), "--profile", "esm-only"], limit),
      },
    ]),
  ];
}

function packAll(tarballs, limit) {
  mkdirSync(tarballs);
  return run(
    "pnpm",
    ["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", tarballs],
    limit,
  );
}

function publishedPackages() {
  return readdirSync(join(root, "packages"))
    .map((folder) => join(root, "packages", folder, "package.json"))
    .filter(existsSync)
    .map((file) => JSON.parse(readFileSync(file, "utf8")))
    .filter((manifest) => manifest.private !== true)
    .map((manifest) => manifest.name);
}

/** The file that pnpm packed of a package: @retrograd/core -> retrograd-core-0.1.0.tgz */
function tarball(tarballs, name) {
  const stem = `${name.replace("@", "").replace("/", "-")}-`;
  const file = existsSync(tarballs) && readdirSync(tarballs).find((entry) => entry.startsWith(stem));
  return join(tarballs, file || `${stem}missing.tgz`);
}
