#!/usr/bin/env node
import { existsSync } from "node:fs";
import { freshBundle, oldLibraries } from "./fresh-bundle.mjs";

/** Reports that the limit of open files is reached: then the module that reports errors cannot be loaded either. Throws other
 *  errors again. */
function reportTooFewFiles(error) {
  if (error?.code !== "EMFILE" && error?.code !== "ENFILE") throw error;
  if (process.exitCode === 2) return;
  process.stderr.write(
    `error ${error.message}: too many open files to load the program: allow more open files, for example with ulimit -n 256, and run the command again\n`,
  );
  process.exitCode = 2;
}

const old = oldLibraries();
const main = freshBundle() ?? new URL("../dist/main.js", import.meta.url);
if (old.length > 0) {
  process.stderr.write(
    `compiled after the last build: ${old.join(", ")}; run pnpm build in the repository\n`,
  );
  process.exitCode = 70;
} else if (existsSync(main)) {
  // if several modules fail to load, Node reports all but the first of them here
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
