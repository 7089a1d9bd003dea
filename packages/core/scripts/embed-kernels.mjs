// Compiles assembly/ and writes the binary into src/engines/portable/embedded/kernels.ts, with a digest of all that it is
// compiled from. First it writes the numbers of the elementwise functions into assembly/function-codes.ts, from the table in
// src/ops/elementwise.ts. With --unoptimized it takes half the time and writes slow kernels, to try something out.
// With --check it writes nothing and fails if one of the two files is not current; with --check --sources it compares the
// digest instead of compiling, which takes no time.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const base = fileURLToPath(new URL("../", import.meta.url));
const check = process.argv.includes("--check");

/** Writes a generated file; with --check, compares instead. path: from the package's folder */
function generate(path, text) {
  if (!check) writeFileSync(`${base}${path}`, text);
  else if (readFileSync(`${base}${path}`, "utf8") !== text) throw stale(path);
}

function stale(path) {
  return new Error(`${path} is stale: run \`pnpm --filter @retrograd/core kernels\``);
}

const table = readFileSync(`${base}src/ops/elementwise.ts`, "utf8");

/** The constants of the rows `kind({ name: "exp", code: 1, ...`. kind: "unary" or "binary" */
function constantsOf(kind) {
  const row = new RegExp(`= ${kind}\\(\\{\\s*name: "(\\w+)",\\s*code: (\\d+),`, "g");
  const rows = [...table.matchAll(row)].map(([, name, code]) => ({ name, code }));
  const codes = new Set(rows.map(({ code }) => code));
  if (codes.size !== rows.length)
    throw new Error(`src/ops/elementwise.ts: two ${kind} functions have one code`);
  return rows.map(
    ({ name, code }) => `export const ${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}: i32 = ${code};\n`,
  );
}

generate(
  "assembly/function-codes.ts",
  `// Written by scripts/embed-kernels.mjs from src/ops/elementwise.ts; do not edit.

${constantsOf("unary").join("")}
${constantsOf("binary").join("")}`,
);

const options = [
  ...[process.argv.includes("--unoptimized") ? "-O0" : "-O3", "--noAssert", "--converge"],
  ...["--runtime", "stub"],
  // the memory comes from outside; its first 64 KiB are left to the module
  ...["--importMemory", "--noExportMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "simd", "--disable", "mutable-globals"],
];
const embedded = "src/engines/portable/embedded/kernels.ts";
const heading = `// Written by scripts/embed-kernels.mjs from assembly/; do not edit.
// sources: ${sourcesDigest()}
`;
if (process.argv.includes("--sources")) {
  if (!readFileSync(`${base}${embedded}`, "utf8").startsWith(heading)) throw stale(embedded);
} else await embed();

/** A digest of the sources, the compiler's version and its options. */
function sourcesDigest() {
  const digest = createHash("sha256").update(JSON.stringify(options)).update(asc.version);
  for (const file of readdirSync(`${base}assembly`)
    .filter((name) => name.endsWith(".ts"))
    .toSorted())
    digest.update(file).update(readFileSync(`${base}assembly/${file}`));
  return digest.digest("hex");
}

async function embed() {
  let binary;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", base, "--outFile", "kernels.wasm", ...options],
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
  generate(
    embedded,
    `${heading}
/** The compiled kernels, base64. */
export const kernels =
  "${Buffer.from(binary).toString("base64")}";
`,
  );
  if (!check) console.log(`kernels: ${binary.length} bytes`);
}
