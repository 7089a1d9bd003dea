import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { normalized, recurrentSteps } from "../../../tests/composed-operations.js";
import { elementwiseOperations } from "../../../tests/elementwise-operations.js";
import {
  addRow,
  addScalar,
  adjustGradient,
  averagePool,
  averagePoolGradient,
  broadcastAxis,
  broadcastOthers,
  clip,
  col2im,
  createPortableEngine,
  type DType,
  type Engine,
  gather,
  gatherRows,
  im2col,
  matmul,
  matmulBatched,
  maxAxis,
  maxPool,
  maxPoolGradient,
  moments as momentsOf,
  multiply,
  permute,
  philoxStreams,
  type Rows,
  reshape,
  scale,
  scatterAddRows,
  scope,
  square,
  subtract,
  sumAxis,
  sumOthers,
  sumRows,
  tensor,
  updateAdam,
  updateMomentum,
  updateRms,
  updateSgd,
  where,
  zeros,
} from "../../index.js";
import { alwaysSharing, type Sharing } from "./measured-sharing.js";

/** The data of a helper. */
interface HelperData {
  readonly memory: { readonly buffer: SharedArrayBuffer };
  readonly control: number;
}

const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.terminate())));

function startWorker(source: string, data: unknown, stopped: () => void): void {
  const program = `(${source})(require("node:worker_threads").workerData)`;
  const worker = new Worker(program, { eval: true, workerData: data });
  worker.on("exit", stopped).unref();
  workers.push(worker);
}

/** An engine whose helpers are ready, the count of the parts that they have computed, and how many are asleep. */
async function readyEngine(count: number, start = startWorker, sharing: Sharing = alwaysSharing) {
  let words: Int32Array = new Int32Array(5);
  const engine = createPortableEngine({
    threads: {
      count,
      sharing,
      start(source, data, stopped) {
        const { memory, control } = data as HelperData;
        words = new Int32Array(memory.buffer, control, 5);
        start(source, data, stopped);
      },
    },
  });
  while (words[2] < count - 1) await pause(1);
  return { engine, done: () => words[1], asleep: () => Atomics.load(words, 4) };
}

type Size = readonly [m: number, n: number, k: number];

/** The operands of a product. */
function factorsOf([m, n, k]: Size) {
  const rng = philoxStreams(3).stream(`${m}`);
  const a = Float64Array.from({ length: m * k }, () => rng.uniform() - 0.5);
  const b = Float64Array.from({ length: k * n }, () => rng.uniform() - 0.5);
  return { a, b };
}

function product(
  engine: Engine,
  dtype: DType,
  [m, n, k]: Size,
  transposeA: boolean,
  { a, b } = factorsOf([m, n, k]),
) {
  return scope(engine, () =>
    Array.from(
      matmul(
        tensor(a, transposeA ? [k, m] : [m, k], { engine, dtype }),
        tensor(b, [k, n], { engine, dtype }),
        { transposeA },
      ).data,
    ),
  );
}

/** Everything that a team shares, on tensors that are large enough for it and whose axes are prime. */
function sharedOperations(engine: Engine, dtype: DType): readonly (readonly number[])[] {
  const on = { engine, dtype };
  const rng = philoxStreams(4).stream("operands");
  const [rows, columns] = [131, 509];
  const random = () => Float64Array.from({ length: rows * columns }, () => 4 * rng.uniform() - 2);
  const pictures: Rows = {
    shape: [columns],
    values: Uint8Array.from(rng.integers(256, 3 * rows * columns)),
    scaling: { offset: Float64Array.of(0), divisor: Float64Array.of(255) },
  };
  const indices = rng.integers(3 * rows, rows);
  return scope(engine, () => {
    const [a, b] = [tensor(random(), [rows, columns], on), tensor(random(), [rows, columns], on)];
    const cube = reshape(tensor(random().subarray(0, 131 * 500), [131, 500], on), [131, 20, 25]);
    const pictures4 = reshape(cube, [5, 131, 10, 10]);
    const windows = { kernel: [3, 3], stride: [1, 2], padding: [1, 1] } as const;
    const matrix = im2col(pictures4, windows);
    const pool = maxPool(pictures4, windows);
    const ids = tensor(rng.integers(7, rows), [rows], on);
    const row = tensor(random().subarray(0, columns), [columns], on);
    const [w, adam] = [tensor(random(), [rows, columns], on), tensor(random(), [rows, columns], on)];
    updateSgd(w, a, 0.3);
    const [p, v, h, q, m, s] = [0, 1, 2, 3, 4, 5].map(() => tensor(random(), [rows, columns], on));
    const squared = square(h);
    updateMomentum(p, a, v, { momentum: 0.9, gradientScale: 0.7, velocityScale: -0.3, lookahead: -0.1 });
    updateRms(q, a, squared, { decay: 0.9, gradientScale: 0.1, stepSize: 0.3, eps: 1e-7 });
    const moments = { m, v: square(s) };
    updateAdam(adam, b, moments, {
      beta1: 0.9,
      beta2: 0.99,
      stepSize: 0.1,
      eps: 1e-8,
      weightDecayFactor: 0.999,
    });
    return [
      ...elementwiseOperations.map(([, operation]) => operation(a, b)),
      ...[
        scale(a, 1 / 3),
        addScalar(a, 0.1),
        clip(a, -1, 0.1),
        where(clip(a, 0, 1), a, b),
        addRow(a, row),
        sumRows(a),
        w,
        gather(pictures, indices, on),
      ],
      ...[
        p,
        v,
        q,
        squared,
        adam,
        m,
        moments.v,
        adjustGradient(a, b, { factor: 0.5, limit: 0.7, decay: 0.1 }),
        permute(a, [1, 0]),
        broadcastAxis(multiply, a, row, 1),
        broadcastOthers(subtract, cube, sumAxis(cube, 1), 1),
        ...[0, 1, 2].flatMap((axis) => [sumAxis(cube, axis), sumOthers(cube, axis)]),
        ...Object.values(momentsOf(cube, 1, "others")),
        ...Object.values(maxAxis(cube, 2)),
        ...[matrix, col2im(matrix, pictures4.shape, windows)],
        ...[pool.y, pool.indices, maxPoolGradient(pool.y, pool.indices, pictures4.shape, windows)],
        ...[averagePool(pictures4, windows), averagePoolGradient(pool.y, pictures4.shape, windows)],
        ...[gatherRows(a, ids), scatterAddRows(b, ids, 7)],
        matmulBatched(cube, cube, { transposeB: true }),
      ],
      ...normalized(a, b, cube),
      ...recurrentSteps(a, b),
    ].map((y) => [...y.data]);
  });
}

const sizes: readonly Size[] = [
  [200, 160, 300],
  [130, 260, 140],
  [1031, 70, 65],
  [5, 1000, 1000],
  [1, 1023, 700],
  [3, 7, 40_000],
  [50, 50, 50],
];

/** Products of any shape on one thread, the expected results for more threads. */
function productsOfOne() {
  const single = createPortableEngine();
  return sizes.flatMap((size) => {
    const factors = factorsOf(size);
    return (["f32", "f64"] as const).flatMap((dtype) =>
      [false, true].map((transposeA) => {
        const expected = product(single, dtype, size, transposeA, factors);
        return { size, factors, dtype, transposeA, expected };
      }),
    );
  });
}

// many threads, perhaps on a busy machine
describe("threads of the portable engine", { timeout: 60_000 }, () => {
  const dtypes = ["f32", "f64"] as const;
  let products: ReturnType<typeof productsOfOne>;
  let shared: readonly ReturnType<typeof sharedOperations>[];
  beforeAll(() => {
    products = productsOfOne();
    shared = dtypes.map((dtype) => sharedOperations(createPortableEngine(), dtype));
  }, 60_000);

  test.each([2, 3, 4])("%d threads give the bits of one, for products of any shape", async (count) => {
    const { engine, done } = await readyEngine(count);
    expect(engine.description).toBe(`WebAssembly SIMD128, ${count} threads`);
    for (const { size, factors, dtype, transposeA, expected } of products) {
      const got = product(engine, dtype, size, transposeA, factors);
      expect(got.findIndex((value, i) => value !== expected[i])).toBe(-1);
    }
    // the system decides how many
    expect(done()).toBeGreaterThan(0);
  });

  test.each([2, 3, 4])("%d threads give the bits of one, for everything that they share", async (count) => {
    const { engine, done } = await readyEngine(count);
    for (const [which, dtype] of dtypes.entries()) {
      for (const [i, got] of sharedOperations(engine, dtype).entries()) {
        expect(got.findIndex((value, j) => !Object.is(value, shared[which]?.[i]?.[j]))).toBe(-1);
      }
    }
    expect(done()).toBeGreaterThan(0);
  });

  test.each([2, 3])("%d threads give the same bits whichever jobs they share", async (count) => {
    let schedule: Iterator<boolean> = [].values();
    const sharing = { begin: () => schedule.next().value ?? true, end: () => {} };
    const { engine } = await readyEngine(count, startWorker, sharing);
    // the larger ones take long, and their parts are like those of the smaller ones
    const some = products.filter(({ size: [m, n, k], transposeA }) => m * n * k < 5e6 && !transposeA);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (decisions) => {
        schedule = decisions.values();
        for (const [i, got] of sharedOperations(engine, "f32").entries()) {
          expect(got.findIndex((value, j) => !Object.is(value, shared[0]?.[i]?.[j]))).toBe(-1);
        }
        for (const { size, factors, dtype, transposeA, expected } of some) {
          const got = product(engine, dtype, size, transposeA, factors);
          expect(got.findIndex((value, i) => value !== expected[i])).toBe(-1);
        }
      }),
      { seed: 72, numRuns: 3 },
    );
  });

  test("helpers sleep while jobs are not shared, and wake up for the next shared job", async () => {
    let shares = true;
    const { engine, asleep } = await readyEngine(3, startWorker, { begin: () => shares, end: () => {} });
    const size = [200, 160, 300] as const;
    const expected = product(createPortableEngine(), "f32", size, false);
    for (let turn = 0; turn < 3; turn++) {
      shares = false;
      expect(product(engine, "f32", size, false)).toEqual(expected);
      while (asleep() < 2) await pause(1);
      shares = true;
      expect(product(engine, "f32", size, false)).toEqual(expected);
    }
  });

  test("helpers use memory that has grown since they started", async () => {
    const { engine } = await readyEngine(2);
    zeros([32 * 2 ** 20], { engine });
    expect(product(engine, "f32", [200, 160, 300], false)).toEqual(
      product(createPortableEngine(), "f32", [200, 160, 300], false),
    );
  });

  test("this thread computes everything while no helper has started", () => {
    const engine = createPortableEngine({ threads: { count: 2, start: () => undefined } });
    const size = [200, 160, 300] as const;
    expect(product(engine, "f32", size, false)).toEqual(product(createPortableEngine(), "f32", size, false));
  });

  test("a helper that stops in the middle of its part is an error, not a hang", async () => {
    // reports that it is ready, claims a part of the first job, and ends
    const dying = `({ memory, control }) => {
      const words = new Int32Array(memory.buffer, control);
      Atomics.add(words, 2, 1);
      for (let word = 0; ; word = Atomics.load(words, 0)) {
        if ((word & 255) === ((word >> 8) & 255)) continue;
        if (Atomics.compareExchange(words, 0, word, word + 1) === word) return;
      }
    }`;
    // nobody learns of its end, as while this thread computes without a pause
    const { engine } = await readyEngine(2, (_, data) => startWorker(dying, data, () => undefined));
    const takeTurns = () => {
      for (let i = 0; i < 1000; i++) product(engine, "f32", [200, 160, 300], false);
    };
    expect(refusal(takeTurns).code).toBe("E_ENGINE");
    expect(engine.team?.failed).toBe(true);
  });

  test("a helper that stopped between two jobs delays nobody, and is an error once its end is reported", async () => {
    const gone = "({ memory, control }) => { Atomics.add(new Int32Array(memory.buffer, control), 2, 1); }";
    let isReported = false;
    const { engine } = await readyEngine(2, (_, data, stopped) =>
      startWorker(gone, data, () => {
        isReported = true;
        stopped();
      }),
    );
    if (!isReported) {
      expect(product(engine, "f32", [200, 160, 300], false)).toEqual(
        product(createPortableEngine(), "f32", [200, 160, 300], false),
      );
    }
    while (!isReported) await pause(1);
    expect(refusal(() => product(engine, "f32", [200, 160, 300], false)).code).toBe("E_ENGINE");
  });

  test("a kernel that the helpers do not have is refused", async () => {
    const { engine } = await readyEngine(2);
    const run = () =>
      engine.team?.run({ kernel: "gemmF32", work: 1, parts: () => [[1]], runOnThisThread: () => undefined });
    expect(refusal(run)).toEqual({ code: "E_ENGINE", message: "the helpers have no kernel gemmF32" });
  });

  test.each([0, 1.5, 65, Number.NaN])("refuses %d threads", (count) => {
    expect(refusal(() => createPortableEngine({ threads: { count, start: () => undefined } }))).toEqual({
      code: "E_OPTION",
      message: `threads must be a whole number from 1 to 64, got ${count}`,
    });
  });
});
