// Compiles assembly/ and writes the binary into src/engines/portable/embedded/kernels.ts.
// With --check it writes nothing and fails if that file is not what the sources compile to.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const base = fileURLToPath(new URL("../", import.meta.url));
const target = new URL("../src/engines/portable/embedded/kernels.ts", import.meta.url);

let binary;
const { error, stderr } = await asc.main(
  [
    "assembly/index.ts",
    ...["--baseDir", base, "--outFile", "kernels.wasm"],
    ...["-O3", "--noAssert", "--converge", "--runtime", "stub"],
    // the memory comes from outside; its first 64 KiB are left to the module
    ...["--importMemory", "--noExportMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
    ...["--enable", "simd", "--disable", "mutable-globals"],
  ],
  {
    writeFile(_name, contents) {
      binary = contents;
    },
  },
);
if (error) {
  process.stderr.write(`${stderr.toString()}\n`);
  throw error;
}

const text = `// Written by scripts/embed-kernels.mjs from assembly/; do not edit.

/** The compiled kernels, base64. */
export const kernels =
  "${Buffer.from(binary).toString("base64")}";
`;
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    throw new Error("the embedded kernels are stale: run `pnpm --filter @retrograd/core kernels`");
  }
} else {
  writeFileSync(target, text);
  console.log(`kernels: ${binary.length} bytes`);
}
