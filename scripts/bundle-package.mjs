// Writes bundle/ of the package in the current folder from its dist/: one file for each entry of its exports and one for what
// entries share, so that a program loads three files and not a hundred. Other packages stay imports. Needs dist/.

import { readFileSync, rmSync } from "node:fs";
import { rolldown } from "rolldown";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(exports).filter((entry) => entry.default?.startsWith("./bundle/"));
// ./bundle/node.js is made of what ./dist/node/index.d.ts declares
const input = Object.fromEntries(
  entries.map(({ types, default: file }) => [
    file.slice("./bundle/".length, -".js".length),
    types.replace(/\.d\.ts$/, ".js"),
  ]),
);

rmSync("bundle", { recursive: true, force: true });
const bundle = await rolldown({ input, platform: "neutral", external: /^[^./]/, treeshake: false });
await bundle.write({ dir: "bundle", chunkFileNames: "[name].js" });
