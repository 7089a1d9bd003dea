#!/usr/bin/env node
import { existsSync } from "node:fs";
import { freshBundle } from "./fresh-bundle.mjs";

const main = freshBundle() ?? new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  try {
    await import(main.href);
  } catch (error) {
    // not even the code that reports errors may be loaded then
    if (error?.code !== "EMFILE" && error?.code !== "ENFILE") throw error;
    process.stderr.write(
      `error ${error.message}: the program may open too few files to load all its parts. Allow more, such as ulimit -n 256, and run it again\n`,
    );
    process.exitCode = 2;
  }
} else {
  process.stderr.write("retrograd has not been built yet: run npm start once in the repository\n");
  process.exitCode = 70;
}
