import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Addition } from "./addition.js";

const kernel = "packages/core/assembly/unary.ts";
const table = "packages/core/src/ops/elementwise.ts";
const operationTest = "packages/core/src/ops/softsign.test.ts";

/** A row of the table of elementwise operations, `softsign`, and its kernel. */
export const elementwiseOperation: Addition = {
  kind: "elementwise operation",
  package: "core",
  sources: "src/ops/softsign.test.ts",
  add(scratch) {
    scratch.replace(
      table,
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
    writeFileSync(
      join(scratch.folder, operationTest),
      `import { expect, test } from "vitest";
import { createPortableEngine, referenceEngine, softsign, tensor } from "../index.js";

test.each([createPortableEngine(), referenceEngine])("softsign, by hand", (engine) => {
  for (const dtype of ["f32", "f64"] as const) {
    const y = softsign(tensor([3, -1, 0, 1, -7], [5], { engine, dtype }));
    expect([...y.data]).toEqual([0.75, -0.5, 0, 0.5, -0.875]);
  }
});
`,
    );
  },
  touched: [kernel, table],
  tests: [operationTest],
};
