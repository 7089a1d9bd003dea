import type { MatmulLayout } from "@retrograd/core";
import { type BlasLibrary, findBlas } from "@retrograd/engine-blas";
import { filled } from "./filled.js";
import type { Work } from "./serve.js";
import type { Task, TrainingSetting } from "./task.js";

/** The matrix products of a training step alone, through BLAS: no engine that uses BLAS can be faster. */
export function limit({ threads, setting }: Extract<Task, { kind: "limit" }>): Work {
  const library = blasLibrary(threads);
  const calls = stepProducts(setting).map((layout) => productCall(library, layout));
  return {
    description: `${library.name} ${library.version ?? ""} ${library.processor ?? ""}`.trim(),
    run(count) {
      for (let i = 0; i < count; i++) for (const call of calls) call();
    },
  };
}

/** One square product through BLAS. */
export function blasProduct({ threads, size }: Extract<Task, { kind: "blasProduct" }>): Work {
  const library = blasLibrary(threads);
  const call = productCall(library, { m: size, n: size, k: size, transposeA: false, transposeB: false });
  return {
    description: `${library.name} ${library.version ?? ""} ${library.processor ?? ""}`.trim(),
    run(count) {
      for (let i = 0; i < count; i++) call();
    },
  };
}

/** The products of a step in their order: y = x W for each Affine, then dW = x^T dy and dx = dy W^T from the last to
 *  the first, which needs no dx. */
export function stepProducts({ widths, batch }: TrainingSetting): readonly MatmulLayout[] {
  const affines = widths.slice(1).map((units, i) => ({ inputs: widths[i], units, first: i === 0 }));
  const forward = affines.map(({ inputs, units }) => {
    return { m: batch, n: units, k: inputs, transposeA: false, transposeB: false };
  });
  const backward = affines.toReversed().flatMap(({ inputs, units, first }) => {
    const dW = { m: inputs, n: units, k: batch, transposeA: true, transposeB: false };
    const dx = { m: batch, n: inputs, k: units, transposeA: false, transposeB: true };
    return first ? [dW] : [dW, dx];
  });
  return [...forward, ...backward];
}

function blasLibrary(threads: number): BlasLibrary {
  const { library } = findBlas({ threads });
  if (library === undefined) throw new Error("no BLAS library found: retrograd doctor shows how to get one");
  return library;
}

function productCall({ product }: BlasLibrary, layout: MatmulLayout): () => void {
  const { m, n, k } = layout;
  const [a, b, out] = [filled(m * k), filled(k * n), new Float32Array(m * n)];
  return () => product(out, a, b, layout);
}
