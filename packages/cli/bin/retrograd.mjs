#!/usr/bin/env node
import { existsSync } from "node:fs";
import { freshBundle } from "./fresh-bundle.mjs";

const main = freshBundle() ?? new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("retrograd has not been built yet: run npm start once in the repository\n");
  process.exitCode = 70;
}
