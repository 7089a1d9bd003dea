import { statSync } from "node:fs";

// the packages in the bundle; during development, one may have been compiled after it
const bundled = ["cli", "data", "experiment", "gradcheck", "layers", "node", "runs", "trainer", "typescript"];

/** The bundled program; undefined if it is missing, or older than the compiled packages next to it. */
export function freshBundle() {
  const bundle = new URL("../bundle/main.js", import.meta.url);
  const bundleTime = modificationTime(bundle);
  const isStale = bundled.some(
    (name) => modificationTime(new URL(`../../${name}/dist/.tsbuildinfo`, import.meta.url)) > bundleTime,
  );
  return bundleTime === 0 || isStale ? undefined : bundle;
}

/** When a file was modified, in milliseconds; 0 if it does not exist. */
function modificationTime(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
