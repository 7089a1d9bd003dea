#!/usr/bin/env node
import { existsSync } from "node:fs";
import { freshBundle } from "./fresh-bundle.mjs";

/** Not even the code that reports errors may be loaded where too few files may be open. Other errors are not handled here. */
function reportTooFewFiles(error) {
  if (error?.code !== "EMFILE" && error?.code !== "ENFILE") throw error;
  if (process.exitCode === 2) return;
  process.stderr.write(
    `error ${error.message}: the program may open too few files to load all its parts. Allow more, such as ulimit -n 256, and run it again\n`,
  );
  process.exitCode = 2;
}

const main = freshBundle() ?? new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  // of several parts that fail to load at once, Node reports all but the first here
  process.on("unhandledRejection", reportTooFewFiles);
  try {
    await import(main.href);
  } catch (error) {
    reportTooFewFiles(error);
  }
} else {
  process.stderr.write("retrograd has not been built yet: run npm start once in the repository\n");
  process.exitCode = 70;
}
