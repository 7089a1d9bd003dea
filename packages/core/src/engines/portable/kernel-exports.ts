import type { BatchedProductPart, Flag, ProductPart } from "./product-parts.js";

/** The exports of assembly/index.ts. Addresses are bytes from the start of the memory, counts are elements. */
export interface KernelExports {
  readonly matmulScratch: () => number;
  readonly matmulF32: Matmul;
  readonly matmulF64: Matmul;
  readonly matmulBatchedF32: BatchedMatmul;
  readonly matmulBatchedF64: BatchedMatmul;
  readonly addRowF32: AddRow;
  readonly addRowF64: AddRow;
  readonly sumRowsF32: SumRows;
  readonly sumRowsF64: SumRows;
  readonly sumF32: (x: number, n: number) => number;
  readonly sumF64: (x: number, n: number) => number;
  readonly unaryF32: Unary;
  readonly unaryF64: Unary;
  readonly binaryF32: Binary;
  readonly binaryF64: Binary;
  readonly scaleF32: WithNumber;
  readonly scaleF64: WithNumber;
  readonly addScalarF32: WithNumber;
  readonly addScalarF64: WithNumber;
  readonly clipF32: Clip;
  readonly clipF64: Clip;
  readonly whereF32: Where;
  readonly whereF64: Where;
  readonly updateSgdF32: WithNumber;
  readonly updateSgdF64: WithNumber;
  readonly updateMomentumF32: UpdateMomentum;
  readonly updateMomentumF64: UpdateMomentum;
  readonly updateRmsF32: UpdateRms;
  readonly updateRmsF64: UpdateRms;
  readonly updateAdamF32: UpdateAdam;
  readonly updateAdamF64: UpdateAdam;
  readonly adjustGradientF32: AdjustGradient;
  readonly adjustGradientF64: AdjustGradient;
  readonly sumSquaresF32: (x: number, n: number) => number;
  readonly sumSquaresF64: (x: number, n: number) => number;
  readonly softmaxRowsF32: SoftmaxRows;
  readonly softmaxRowsF64: SoftmaxRows;
  readonly crossEntropyF32: CrossEntropy;
  readonly crossEntropyF64: CrossEntropy;
  readonly crossEntropyGradientF32: CrossEntropyGradient;
  readonly crossEntropyGradientF64: CrossEntropyGradient;
  readonly broadcastF32: Broadcast;
  readonly broadcastF64: Broadcast;
  readonly sumAxisF32: SumAxis;
  readonly sumAxisF64: SumAxis;
  readonly sumOthersF32: SumOthers;
  readonly sumOthersF64: SumOthers;
  readonly maxAxisF32: MaxAxis;
  readonly maxAxisF64: MaxAxis;
  readonly gatherRowsF32: GatherRows;
  readonly gatherRowsF64: GatherRows;
  readonly scatterAddRowsF32: ScatterAddRows;
  readonly scatterAddRowsF64: ScatterAddRows;
  readonly im2colF32: Im2col;
  readonly im2colF64: Im2col;
  readonly col2imF32: Im2col;
  readonly col2imF64: Im2col;
  readonly maxPoolF32: MaxPool;
  readonly maxPoolF64: MaxPool;
  readonly maxPoolGradientF32: MaxPoolGradient;
  readonly maxPoolGradientF64: MaxPoolGradient;
  readonly averagePoolF32: AveragePool;
  readonly averagePoolF64: AveragePool;
  readonly averagePoolGradientF32: AveragePool;
  readonly averagePoolGradientF64: AveragePool;
  readonly copyF32: Copy;
  readonly copyF64: Copy;
  readonly gatherBytesF32: GatherBytes;
  readonly gatherBytesF64: GatherBytes;
  readonly gatherF32: GatherAny;
  readonly gatherF64: GatherAny;
}

type Matmul = (...part: readonly [...part: ProductPart, scratch: number]) => void;
type BatchedMatmul = (...part: readonly [...part: BatchedProductPart, scratch: number]) => void;
type AddRow = (out: number, x: number, row: number, rows: number, columns: number) => void;
type SumRows = (out: number, x: number, rows: number, columns: number, width: number) => void;
type SoftmaxRows = (y: number, x: number, rows: number, classes: number) => void;
type Unary = (code: number, out: number, x: number, n: number) => void;
type Binary = (code: number, out: number, a: number, b: number, n: number) => void;
type WithNumber = (out: number, x: number, n: number, factor: number) => void;
type Clip = (out: number, x: number, n: number, low: number, high: number) => void;
type Where = (out: number, mask: number, a: number, b: number, n: number) => void;
type UpdateMomentum = (
  w: number,
  g: number,
  v: number,
  n: number,
  momentum: number,
  gradientScale: number,
  velocityScale: number,
  lookahead: number,
) => void;
type UpdateRms = (
  w: number,
  g: number,
  h: number,
  n: number,
  decay: number,
  gradientScale: number,
  stepSize: number,
  eps: number,
) => void;
type UpdateAdam = (
  w: number,
  g: number,
  m: number,
  v: number,
  n: number,
  beta1: number,
  beta2: number,
  stepSize: number,
  eps: number,
  weightDecayFactor: number,
) => void;
type AdjustGradient = (
  out: number,
  g: number,
  w: number,
  n: number,
  factor: number,
  limit: number,
  decay: number,
) => void;
type CrossEntropy = (y: number, x: number, t: number, rows: number, classes: number, indices: Flag) => number;
type CrossEntropyGradient = (
  dx: number,
  y: number,
  t: number,
  rows: number,
  classes: number,
  indices: Flag,
  factor: number,
) => void;
type Broadcast = (
  code: number,
  out: number,
  x: number,
  b: number,
  outer: number,
  axis: number,
  inner: number,
  perAxis: Flag,
) => void;
type SumAxis = (out: number, x: number, center: number, outer: number, axis: number, inner: number) => void;
type SumOthers = (
  out: number,
  x: number,
  center: number,
  outer: number,
  axis: number,
  inner: number,
  count: number,
) => void;
type MaxAxis = (out: number, indices: number, x: number, outer: number, axis: number, inner: number) => void;
type GatherRows = (out: number, table: number, ids: number, count: number, columns: number) => void;
type ScatterAddRows = (
  out: number,
  x: number,
  ids: number,
  count: number,
  columns: number,
  width: number,
) => void;
/** Windows over a plane, as in WindowLayout. */
type Windows = readonly [
  height: number,
  width: number,
  kernelY: number,
  kernelX: number,
  strideY: number,
  strideX: number,
  padY: number,
  padX: number,
  dilationY: number,
  dilationX: number,
  outY: number,
  outX: number,
];
type Im2col = (
  out: number,
  x: number,
  count: number,
  channels: number,
  ...rest: readonly [...windows: Windows, begin: number, end: number]
) => void;
type MaxPool = (
  ...arguments_: readonly [out: number, indices: number, x: number, planes: number, ...windows: Windows]
) => void;
type MaxPoolGradient = (
  dx: number,
  dy: number,
  indices: number,
  planes: number,
  numbers: number,
  windows: number,
) => void;
type AveragePool = (
  ...arguments_: readonly [out: number, x: number, planes: number, ...windows: Windows, countPadding: Flag]
) => void;
type Copy = (
  out: number,
  x: number,
  ...box: readonly [
    ...sizes: readonly [n0: number, n1: number, n2: number, n3: number],
    ...outStrides: readonly [out0: number, out1: number, out2: number, out3: number],
    ...xStrides: readonly [x0: number, x1: number, x2: number, x3: number],
  ]
) => void;
type GatherBytes = (
  out: number,
  values: number,
  indices: number,
  rows: number,
  columns: number,
  offset: number,
  high: number,
  low: number,
) => number;
type GatherAny = (
  out: number,
  values: number,
  indices: number,
  rows: number,
  columns: number,
  offsets: number,
  divisors: number,
  perColumn: Flag,
  width: number,
) => void;
