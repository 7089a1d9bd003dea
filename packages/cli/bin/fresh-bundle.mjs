import { statSync } from "node:fs";

// the packages in the bundle of the command, and those that have bundles of their own; during development, one may have been
// compiled after its bundle was written
const bundled = [
  "cli",
  "data",
  "experiment",
  "gradcheck",
  "layer-options",
  "layers",
  "layers-attention",
  "layers-conv",
  "layers-norm",
  "layers-recurrent",
  "node",
  "runs",
  "trainer",
  "typescript",
];
const libraries = ["core", "network", "plugin"];

// a cache of the build restores bundles and compiled files in any order, within this time
const toleranceMs = 1000;

/** The bundled program; undefined if it is missing, or older than the compiled packages next to it. */
export function freshBundle() {
  const bundle = new URL("../bundle/main.js", import.meta.url);
  const bundleTime = modificationTime(bundle);
  const isOld = bundled.some((name) => compiledAfter(name, bundleTime));
  return bundleTime === 0 || isOld ? undefined : bundle;
}

/** The packages whose own bundle is missing or old: programs would run what they were before the last edit. */
export function oldLibraries() {
  return libraries.filter((name) =>
    compiledAfter(name, modificationTime(new URL(`../../${name}/bundle/index.js`, import.meta.url))),
  );
}

/** Whether a package of the repository was compiled after this time, in milliseconds. False where only bundles are installed. */
function compiledAfter(name, time) {
  return modificationTime(new URL(`../../${name}/dist/.tsbuildinfo`, import.meta.url)) > time + toleranceMs;
}

/** When a file was modified, in milliseconds; 0 if it does not exist. */
function modificationTime(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
