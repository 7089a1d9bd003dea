import { statSync } from "node:fs";

// what the bundle is made of; whoever develops may have compiled a package since
const bundled = ["cli", "data", "experiment", "gradcheck", "layers", "node", "runs", "trainer", "typescript"];

/** The bundled program, unless it is missing or older than a package that was compiled beside it. */
export function freshBundle() {
  const bundle = new URL("../bundle/main.js", import.meta.url);
  const made = changed(bundle);
  const stale = bundled.some(
    (name) => changed(new URL(`../../${name}/dist/.tsbuildinfo`, import.meta.url)) > made,
  );
  return made === 0 || stale ? undefined : bundle;
}

/** When a file was changed; 0 when it is not there. */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
