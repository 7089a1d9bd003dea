import type { DType, FloatArray } from "./dtype.js";
import type { AdamRule, GradientRule, MomentumRule, RmsRule } from "./update-rules.js";

/** Memory of one tensor, owned by its engine. */
export interface Storage {
  /** The elements, row-major. Read it anew for each use: an engine may move its memory.
   *  @throws RetrogradError E_TENSOR_RELEASED once the scope that made the tensor has ended */
  array(): FloatArray;
}

/** How long a tensor's memory lives: until the innermost scope ends, or as long as somebody holds it. */
export type Lifetime = "scope" | "long";

/** An elementwise function of one operand, a row of the table in ops/elementwise.ts. */
export interface UnaryFunction {
  readonly name: string;
  /** Its number in assembly/unary.ts, unique among the functions of one operand. */
  readonly code: number;
  /** Whether it takes about ten times as long as an addition: then threads share smaller tensors too. */
  readonly costly: boolean;
  /** The definition, which faster kernels are tested against. */
  readonly reference: (x: number) => number;
}

/** An elementwise function of two operands, a row of the table in ops/elementwise.ts. Gradients take `dy` first. */
export interface BinaryFunction {
  readonly name: string;
  /** Its number in assembly/binary.ts, unique among the functions of two operands. */
  readonly code: number;
  /** The definition, which faster kernels are tested against. */
  readonly reference: (a: number, b: number) => number;
}

/** Sizes and orientation of a matrix product `op(a) op(b)`: [m, k] x [k, n] -> [m, n]. */
export interface MatmulLayout {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `a` is stored as [k, m]. */
  readonly transposeA: boolean;
  /** `b` is stored as [n, k]. */
  readonly transposeB: boolean;
}

/** Row length of a softmax, and what its targets hold: [rows] class indices, or [rows, classes] weights. */
export interface SoftmaxLayout {
  readonly classes: number;
  readonly targets: "indices" | "weights";
}

/** Rows of numbers to draw minibatches from; unsigned bytes stay bytes until a batch is gathered.
 *  They must not change once a batch has been gathered: an engine may keep a copy where it computes. */
export type RowValues = Uint8Array | Float32Array | Float64Array;

/** How a gathered value becomes an input: `(value - offset) / divisor`, one pair for all columns or one a column.
 *  Bytes are rounded to float32 after it, so that f32 and f64 networks see the same picture. */
export interface RowScaling {
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
}

/** The kernels of an engine: plain functions over flat, row-major buffers, all sizes checked by the caller.
 *  `out` is written, nothing else is; `out` never overlaps an operand. One method a row, no state. */
export interface Kernels {
  /** out [m, n] = op(a) op(b) */
  matmul(out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout): void;
  /** out [rows, columns] = x + row, row: [columns] */
  addRow(out: FloatArray, x: FloatArray, row: FloatArray): void;
  /** out [columns] = sum of x [rows, columns] over the rows */
  sumRows(out: FloatArray, x: FloatArray): void;
  /** Sum of all elements, accumulated in float64. */
  sum(x: FloatArray): number;
  /** out[i] = f(x[i]) */
  unary(f: UnaryFunction, out: FloatArray, x: FloatArray): void;
  /** out[i] = f(a[i], b[i]) */
  binary(f: BinaryFunction, out: FloatArray, a: FloatArray, b: FloatArray): void;
  /** out[i] = factor x[i] */
  scale(out: FloatArray, x: FloatArray, factor: number): void;
  /** y [rows, classes] = softmax of each row of x */
  softmaxRows(y: FloatArray, x: FloatArray, classes: number): void;
  /** Writes the softmax of each row into y; returns the sum over the rows of the cross entropy in nats. */
  softmaxCrossEntropy(y: FloatArray, x: FloatArray, t: FloatArray, layout: SoftmaxLayout): number;
  /** dx = factor (sum(t) y - t) for each row; class indices stand for one-hot weights */
  softmaxCrossEntropyGradient(
    dx: FloatArray,
    y: FloatArray,
    t: FloatArray,
    layout: SoftmaxLayout & { readonly factor: number },
  ): void;
  /** out [indices, columns] = the named rows of `values`, scaled */
  gatherRows(out: FloatArray, values: RowValues, indices: ArrayLike<number>, scaling?: RowScaling): void;
  readonly optimizer: OptimizerKernels;
}

/** The fused kernels of optimizers and gradient clipping. */
export interface OptimizerKernels {
  /** w -= lr g, in place */
  updateSgd(w: FloatArray, g: FloatArray, lr: number): void;
  /** v = momentum v + gradientScale g, then w += velocityScale v + lookahead g, in place */
  updateMomentum(w: FloatArray, g: FloatArray, v: FloatArray, rule: MomentumRule): void;
  /** h = decay h + gradientScale g^2, then w -= stepSize g / (sqrt(h) + eps), in place */
  updateRms(w: FloatArray, g: FloatArray, h: FloatArray, rule: RmsRule): void;
  /** m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, then
   *  w = weightDecayFactor w - stepSize m / (sqrt(v) + eps), in place */
  updateAdam(
    w: FloatArray,
    g: FloatArray,
    kept: { readonly m: FloatArray; readonly v: FloatArray },
    rule: AdamRule,
  ): void;
  /** out = clamp(factor g, -limit, limit) + decay w; NaN stays NaN */
  adjustGradient(out: FloatArray, g: FloatArray, w: FloatArray, rule: GradientRule): void;
  /** Sum of the squares of all elements, accumulated in float64. */
  sumSquares(x: FloatArray): number;
}

/** Threads that compute parts of one kernel at the same time: this one and its helpers. For engines; users never see
 *  them. Work is cut into parts that give the same bits together as at once. */
export interface Team {
  readonly count: number;
  /** Whether every helper has started. Until then the others compute what is cut for it. */
  readonly ready: boolean;
  /** Whether a helper has failed or ended: the engine is of no use any more. */
  readonly failed: boolean;
  /** Blocks until every helper has started, at most so long: a process that ends while a thread of it loads native code
   *  may be aborted. */
  settle(milliseconds: number): void;
  /** Computes a job on all threads at the same time, or on this one where helpers do not make it faster; returns when it
   *  is done. The bits are the same.
   *  @throws RetrogradError E_ENGINE when a helper has failed or ended, or is not done a second after this thread, and
   *  one more for every 10^9 of work */
  run<Part extends readonly number[]>(job: TeamJob<Part>): void;
}

/** A kernel to compute part by part. */
export interface TeamJob<Part extends readonly number[]> {
  /** Its name among those that the helpers know. */
  readonly kernel: string;
  /** Multiplications, or numbers, of the whole. */
  readonly work: number;
  /** The arguments of each part, at most 64 parts. */
  parts(): readonly Part[];
  /** Computes a part on this thread. */
  own(part: Part): void;
  /** Computes everything on this thread; part by part by default. Only where that gives the same bits. */
  whole?(): void;
}

/** Where tensors live and what computes with them. Layers never see it: they call the operations of this package. */
export interface Engine {
  /** Its name in a spec: "reference", ... */
  readonly name: string;
  /** Version and threads of what computes, for the run's record. */
  readonly description: string;
  readonly kernels: Kernels;
  /** The threads that share its work; none where it has this thread alone. */
  readonly team?: Team;
  /** Memory for `length` numbers, whatever they are: who asks for it writes them all.
   *  @throws RetrogradError E_MEMORY when there is none left */
  allocate(dtype: DType, length: number, lifetime: Lifetime): Storage;
  /** Opens a scope; scopes nest. Use `scope()` instead, which closes it too. */
  openScope(): void;
  /** Releases everything allocated with lifetime "scope" since the matching `openScope`. */
  closeScope(): void;
}
