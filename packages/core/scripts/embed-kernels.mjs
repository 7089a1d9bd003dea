// Compiles assembly/index.ts for the engine and assembly/random.ts for random streams, and writes the binaries into
// embedded/kernels.ts of each, with a digest of all that they are compiled from. First it writes the numbers of the elementwise functions into assembly/function-codes.ts, from the table in
// src/ops/elementwise.ts. With --unoptimized it takes half the time and writes slow kernels, to try something out.
// With --check it writes nothing and fails if one of the files is not current; with --check --sources it compares the
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
/** A module for each entry point, and the file that holds it. */
const modules = [
  { source: "assembly/random.ts", target: "src/random/embedded/kernels.ts" },
  { source: "assembly/index.ts", target: "src/engines/portable/embedded/kernels.ts" },
];
const heading = `// Written by scripts/embed-kernels.mjs from assembly/; do not edit.
// sources: ${sourcesDigest()}
`;
for (const { source, target } of modules) {
  if (!process.argv.includes("--sources")) await embed(source, target);
  else if (!readFileSync(`${base}${target}`, "utf8").startsWith(heading)) throw stale(target);
}

/** A digest of the sources, the compiler's version and its options. */
function sourcesDigest() {
  const digest = createHash("sha256").update(JSON.stringify(options)).update(asc.version);
  for (const file of readdirSync(`${base}assembly`)
    .filter((name) => name.endsWith(".ts"))
    .toSorted())
    digest.update(file).update(readFileSync(`${base}assembly/${file}`));
  return digest.digest("hex");
}

async function embed(source, target) {
  let binary;
  const { error, stderr } = await asc.main(
    [source, "--baseDir", base, "--outFile", "kernels.wasm", ...options],
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
    target,
    `${heading}
/** The kernels of ${source}, compiled, base64. */
export const kernels =
  "${Buffer.from(binary).toString("base64")}";
`,
  );
  if (!check) console.log(`${source}: ${binary.length} bytes`);
}
