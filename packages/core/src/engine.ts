import type { DType, FloatArray } from "./dtype.js";
import type { LossKernels, SoftmaxKernels } from "./loss-kernels.js";
import type { RecurrentKernels } from "./recurrent-kernels.js";
import type { AdamRule, GradientRule, MomentumRule, RmsRule } from "./update-rules.js";

/** Memory of one tensor, owned by its engine. */
export interface Storage {
  /** The elements, row-major. Call it again for each use: an engine may move its memory.
   *  @throws RetrogradError E_TENSOR_RELEASED once the scope that made the tensor has ended */
  array(): FloatArray;
  /** Releases the memory before the scope ends: later tensors of the scope may use it, and `array` throws. Does nothing for a
   *  tensor without a scope. Default: the end of the scope releases it. */
  release?(): void;
}

/** How long a tensor's memory lives: until the innermost scope ends, or as long as the tensor is reachable. */
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
  /** Whether it takes about ten times as long as an addition; default false. */
  readonly costly?: boolean;
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

/** Rows of numbers from which minibatches are gathered; unsigned bytes stay bytes until then.
 *  They must not change once a batch has been gathered: an engine may keep a copy of them. */
export type RowValues = Uint8Array | Float32Array | Float64Array;

/** How a gathered value becomes an input: `(value - offset) / divisor`, one pair for all columns or one per column.
 *  Scaled bytes are rounded to float32, so that f32 and f64 networks get the same inputs. */
export interface RowScaling {
  readonly offset: Float64Array;
  readonly divisor: Float64Array;
}

/** A tensor as [outer, axis, inner]: one of its axes, the product of those before it and of those after it. */
export interface AxisLayout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** Kernels of one axis of x [outer, axis, inner]. */
export interface AxisKernels {
  /** out [outer, axis, inner] = f(x, b) with b: [axis] (`of: "axis"`) or [outer, inner] (`of: "others"`), repeated over what it
   *  lacks. f must not be costly. */
  broadcast(
    f: BinaryFunction,
    out: FloatArray,
    operands: { readonly x: FloatArray; readonly b: FloatArray; readonly of: "axis" | "others" },
    layout: AxisLayout,
  ): void;
  /** out [outer, inner] = sum over the axis of x, or of (x - center)^2 with center: [outer, inner]; in float64 */
  sumAxis(out: FloatArray, x: FloatArray, layout: AxisLayout, center?: FloatArray): void;
  /** out [axis] = sum over the other axes of x, or of (x - center)^2 with center: [axis]; in float64 */
  sumOthers(out: FloatArray, x: FloatArray, layout: AxisLayout, center?: FloatArray): void;
  /** out [outer, inner] = largest number over the axis, and its index there: the first of equals; NaN is the largest. The axis
   *  must not be empty. */
  maxAxis(out: FloatArray, indices: FloatArray, x: FloatArray, layout: AxisLayout): void;
}

/** Sizes of `batch` matrix products of one form. */
export interface BatchedMatmulLayout extends MatmulLayout {
  readonly batch: number;
  /** Whether `a` is one matrix for all products. */
  readonly sharedA: boolean;
  readonly sharedB: boolean;
}

/** Pictures [count, channels, height, width], and the windows that move over each plane: kernelY x kernelX numbers, `dilation`
 *  apart. Window (oy, ox) starts at `oy strideY - padY`, `ox strideX - padX`; the numbers outside the plane are 0. */
export interface WindowLayout {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernelY: number;
  readonly kernelX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padY: number;
  readonly padX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  /** Windows of a plane: [outY, outX]. */
  readonly outY: number;
  readonly outX: number;
}

/** Kernels of windows over pictures x [count, channels, height, width], for convolutions and pools. */
export interface WindowKernels {
  /** out [channels kernelY kernelX, count outY outX]: the number (ky, kx) of each window in each channel */
  im2col(out: FloatArray, x: FloatArray, layout: WindowLayout): void;
  /** x = the adjoint of im2col: the sum of all numbers of `columns` that are copies of the same number, in the order of the
   *  rows */
  col2im(x: FloatArray, columns: FloatArray, layout: WindowLayout): void;
  /** out, indices [count, channels, outY, outX]: the largest number of each window in each channel, and its position in the
   *  plane: the first of equals; NaN is the largest. Padding is left out; every window must have a number inside. */
  maxPool(out: FloatArray, indices: FloatArray, x: FloatArray, layout: WindowLayout): void;
  /** dx = sum of the dy whose index is that of the number */
  maxPoolGradient(dx: FloatArray, dy: FloatArray, indices: FloatArray, layout: WindowLayout): void;
  /** out = mean of each window; padding counts as zeros if `countPadding`, else it is left out */
  averagePool(
    out: FloatArray,
    x: FloatArray,
    layout: WindowLayout & { readonly countPadding: boolean },
  ): void;
  /** dx = the adjoint of averagePool */
  averagePoolGradient(
    dx: FloatArray,
    dy: FloatArray,
    layout: WindowLayout & { readonly countPadding: boolean },
  ): void;
}

/** Kernels of the rows of a table [rows, columns] by their numbers `ids`, which are whole numbers below `rows`. */
export interface LookupKernels {
  /** out [ids, columns] = the rows of `table` with those numbers */
  gatherRows(out: FloatArray, table: FloatArray, ids: FloatArray): void;
  /** Adds the rows of x [ids, columns] to the rows of `out` with those numbers, in the order of `ids`. */
  scatterAddRows(out: FloatArray, x: FloatArray, ids: FloatArray): void;
}

/** A copy of a box of numbers: the number at the index i lies at the offset plus the sum of i_d strides[d], in `out` and in
 *  `x`. Strides are numbers of elements and may be negative. */
export interface CopyLayout {
  readonly sizes: readonly number[];
  readonly outStrides: readonly number[];
  readonly xStrides: readonly number[];
  readonly outOffset: number;
  readonly xOffset: number;
}

/** The kernels of an engine: functions without state over flat, row-major buffers. The caller checks all sizes.
 *  A kernel writes `out` and nothing else; `out` never overlaps an operand. */
export interface Kernels {
  /** out [m, n] = op(a) op(b) */
  matmul(out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout): void;
  /** out [batch, m, n] = op(a_i) op(b_i), a: [batch, m, k] or, shared, [m, k]; the same for b */
  matmulBatched(out: FloatArray, a: FloatArray, b: FloatArray, layout: BatchedMatmulLayout): void;
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
  /** out[i] = x[i] + c */
  addScalar(out: FloatArray, x: FloatArray, c: number): void;
  /** out[i] = min(max(x[i], low), high); NaN stays NaN */
  clip(out: FloatArray, x: FloatArray, low: number, high: number): void;
  /** out[i] = value where uniforms[i], in float64, is below `keep`, else 0 */
  keepBelow(out: FloatArray, uniforms: FloatArray, keep: number, value: number): void;
  /** out[i] = a[i] where mask[i] is not 0, else b[i] */
  where(out: FloatArray, mask: FloatArray, a: FloatArray, b: FloatArray): void;
  /** out[outOffset + sum of i_d outStrides[d]] = x[xOffset + sum of i_d xStrides[d]] for every index i of the box; the other
   *  numbers of `out` stay */
  copy(out: FloatArray, x: FloatArray, layout: CopyLayout): void;
  /** Writes the softmax of each row into y; returns the cross entropy in nats, summed over the rows. */
  softmaxCrossEntropy(y: FloatArray, x: FloatArray, t: FloatArray, layout: SoftmaxLayout): number;
  /** dx = factor (sum(t) y - t) for each row, with class indices as one-hot weights */
  softmaxCrossEntropyGradient(
    dx: FloatArray,
    y: FloatArray,
    t: FloatArray,
    layout: SoftmaxLayout & { readonly factor: number },
  ): void;
  /** out [indices, columns] = the rows of `values` at `indices`, scaled */
  gatherBatch(out: FloatArray, values: RowValues, indices: ArrayLike<number>, scaling?: RowScaling): void;
  readonly axis: AxisKernels;
  readonly windows: WindowKernels;
  readonly lookup: LookupKernels;
  readonly softmax: SoftmaxKernels;
  readonly losses: LossKernels;
  readonly recurrent: RecurrentKernels;
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
    moments: { readonly m: FloatArray; readonly v: FloatArray },
    rule: AdamRule,
  ): void;
  /** out = clamp(factor g, -limit, limit) + decay w; NaN stays NaN */
  adjustGradient(out: FloatArray, g: FloatArray, w: FloatArray, rule: GradientRule): void;
  /** Sum of the squares of all elements, accumulated in float64. */
  sumSquares(x: FloatArray): number;
}

/** Threads that compute one kernel together: this one and its helpers. For engines only. A kernel computed in parts gives
 *  the same bits as the whole. */
export interface Team {
  readonly count: number;
  /** Whether every helper has started. Until then the other threads compute its parts. */
  readonly ready: boolean;
  /** Whether a helper has failed or ended: then the engine cannot be used again. */
  readonly failed: boolean;
  /** Blocks until every helper has started, or until the time is over. A process that ends while one of its threads loads
   *  native code may be aborted. */
  settle(milliseconds: number): void;
  /** Computes a job on all threads, or on this thread alone if that is faster; returns when the job is done. The bits are
   *  the same either way.
   *  @throws RetrogradError E_ENGINE when a helper has failed or ended, or is late: a second after this thread, plus a
   *  second per 10^9 of work */
  run<Part extends readonly number[]>(job: TeamJob<Part>): void;
}

/** One call of a kernel, which threads compute in parts. */
export interface TeamJob<Part extends readonly number[]> {
  /** The name of the helpers' kernel. */
  readonly kernel: string;
  /** Multiplications of a product, or numbers of another kernel. */
  readonly work: number;
  /** The kernel's arguments for each part; at most 64 parts. */
  parts(): readonly Part[];
  /** Computes a part on this thread. */
  runOnThisThread(part: Part): void;
  /** Computes the whole on this thread; default: part by part. Leave it out if the bits differ from those of the parts. */
  runWhole?(): void;
}

/** Stores tensors and computes with them. Layers never use it directly: they call the operations of this package. */
export interface Engine {
  /** Its name in an experiment: "reference", ... */
  readonly name: string;
  /** The implementation with its version and threads, for the record of a run. */
  readonly description: string;
  readonly kernels: Kernels;
  /** The threads that share its work; undefined if it has one thread only. */
  readonly team?: Team;
  /** Memory for `length` numbers, uninitialized: the caller writes them all.
   *  @throws RetrogradError E_MEMORY when no memory is left */
  allocate(dtype: DType, length: number, lifetime: Lifetime): Storage;
  /** Opens a scope; scopes nest. Prefer `scope()`, which closes it too. */
  openScope(): void;
  /** Releases everything allocated with lifetime "scope" since the matching `openScope`. */
  closeScope(): void;
  /** Appends the storage of each later tensor of a scope to `list`; undefined stops. Returns the list before. Prefer
   *  `recordTensors()`. */
  recordStorages?(list: Storage[] | undefined): Storage[] | undefined;
}
