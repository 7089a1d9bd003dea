import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { root, run } from "./outside-project.js";
import { type ScratchCopy, scratchCopy } from "./scratch-copy.js";

// How many files a new thing touches, counted by adding one in a scratch copy: docs/architecture.md promises these numbers.

let scratch: ScratchCopy | undefined;
afterEach(() => scratch?.remove());

const tsc = join(root, "node_modules/typescript/bin/tsc");

test("an elementwise operation touches 2 files: a row of the table, and its kernel", () => {
  scratch = scratchCopy("core");
  const kernel = "packages/core/assembly/unary.ts";
  scratch.replace(
    "packages/core/src/ops/elementwise.ts",
    "/** `y = a + b`",
    `/** \`y = x / (1 + |x|)\`, any shape. */
export const softsign = unary({
  name: "softsign",
  code: 100,
  costly: false,
  reference: (x) => x / (1 + Math.abs(x)),
});

/** \`y = a + b\``,
  );
  scratch.replace(kernel, ", SIGMOID, ", ", SIGMOID, SOFTSIGN, ");
  scratch.replace(
    kernel,
    "  return sigmoid2x(x);",
    `  if (code == SOFTSIGN) return f64x2.div(x, f64x2.add(f64x2.splat(1), f64x2.abs(x)));
  return sigmoid2x(x);`,
  );
  scratch.replace(
    kernel,
    "    case RELU:",
    "    case SOFTSIGN: each<T>(SOFTSIGN, out, x, n); break;\n    case RELU:",
  );
  const core = join(scratch.folder, "packages/core");
  run(process.execPath, ["scripts/embed-kernels.mjs", "--unoptimized"], core);
  run(process.execPath, [tsc, "-p", "."], core);
  const program = `
    import { createPortableEngine, referenceEngine, softsign, tensor } from "./dist/index.js";
    for (const engine of [createPortableEngine(), referenceEngine])
      for (const dtype of ["f32", "f64"])
        console.log(...softsign(tensor([3, -1, 0, 1, -7], [5], { engine, dtype })).data);`;
  const output = run(process.execPath, ["--input-type=module", "--eval", program], core);
  expect(output).toBe("0.75 -0.5 0 0.5 -0.875\n".repeat(4));
  expect(scratch.touched()).toEqual([kernel, "packages/core/src/ops/elementwise.ts"]);
});
