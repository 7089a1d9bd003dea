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
  readonly clipF32: WithTwoNumbers;
  readonly clipF64: WithTwoNumbers;
  readonly keepBelowF32: WithTwoNumbers;
  readonly keepBelowF64: WithTwoNumbers;
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
  readonly softmaxLastF32: SoftmaxLast;
  readonly softmaxLastF64: SoftmaxLast;
  readonly softmaxGradientF32: SoftmaxGradient;
  readonly softmaxGradientF64: SoftmaxGradient;
  readonly logSoftmaxF32: SoftmaxRows;
  readonly logSoftmaxF64: SoftmaxRows;
  readonly logSoftmaxGradientF32: SoftmaxGradient;
  readonly logSoftmaxGradientF64: SoftmaxGradient;
  readonly weightedCrossEntropyF32: WeightedCrossEntropy;
  readonly weightedCrossEntropyF64: WeightedCrossEntropy;
  readonly weightedCrossEntropyGradientF32: WeightedCrossEntropyGradient;
  readonly weightedCrossEntropyGradientF64: WeightedCrossEntropyGradient;
  readonly sigmoidCrossEntropyF32: SigmoidCrossEntropy;
  readonly sigmoidCrossEntropyF64: SigmoidCrossEntropy;
  readonly sigmoidCrossEntropyGradientF32: SigmoidCrossEntropyGradient;
  readonly sigmoidCrossEntropyGradientF64: SigmoidCrossEntropyGradient;
  readonly lstmCellF32: LstmCell;
  readonly lstmCellF64: LstmCell;
  readonly lstmCellGradientF32: LstmCellGradient;
  readonly lstmCellGradientF64: LstmCellGradient;
  readonly gruResetF32: GruReset;
  readonly gruResetF64: GruReset;
  readonly gruCellF32: GruCell;
  readonly gruCellF64: GruCell;
  readonly gruCandidateGradientF32: GruCandidateGradient;
  readonly gruCandidateGradientF64: GruCandidateGradient;
  readonly gruCellGradientF32: GruCellGradient;
  readonly gruCellGradientF64: GruCellGradient;
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
type WithTwoNumbers = (out: number, x: number, n: number, first: number, second: number) => void;
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
type SoftmaxLast = (
  y: number,
  x: number,
  mask: number,
  begin: number,
  end: number,
  classes: number,
  n1: number,
  n2: number,
  step0: number,
  step1: number,
  step2: number,
) => void;
type SoftmaxGradient = (dx: number, dy: number, y: number, rows: number, classes: number) => void;
type WeightedCrossEntropy = (
  y: number,
  losses: number,
  counts: number,
  x: number,
  t: number,
  weights: number,
  rows: number,
  classes: number,
  smoothing: number,
  ignored: number,
) => void;
type WeightedCrossEntropyGradient = (
  dx: number,
  y: number,
  t: number,
  weights: number,
  rows: number,
  classes: number,
  smoothing: number,
  ignored: number,
  factor: number,
) => void;
type SigmoidCrossEntropy = (
  y: number,
  losses: number,
  x: number,
  t: number,
  n: number,
  positive: number,
) => void;
type SigmoidCrossEntropyGradient = (
  dx: number,
  y: number,
  t: number,
  n: number,
  positive: number,
  factor: number,
) => void;
type LstmCell = (
  h: number,
  next: number,
  tanhC: number,
  gates: number,
  z: number,
  c: number,
  rows: number,
  units: number,
) => void;
type LstmCellGradient = (
  dz: number,
  dc: number,
  dh: number,
  dnext: number,
  gates: number,
  tanhC: number,
  c: number,
  rows: number,
  units: number,
) => void;
type GruReset = (out: number, x: number, u: number, h: number, rows: number, units: number) => void;
type GruCell = (
  next: number,
  gates: number,
  x: number,
  u: number,
  v: number,
  h: number,
  rows: number,
  units: number,
  widthU: number,
  widthV: number,
  before: Flag,
) => void;
type GruCandidateGradient = (out: number, dh: number, gates: number, rows: number, units: number) => void;
type GruCellGradient = (
  dx: number,
  du: number,
  dh: number,
  dnext: number,
  gates: number,
  v: number,
  h: number,
  rows: number,
  units: number,
  widthV: number,
  before: Flag,
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
