export {
  argumentError,
  describeArgument,
  requireFunction,
  requireMembers,
  requireNumber,
} from "./argument.js";
export { type Defined, defined } from "./defined.js";
export { checkDType, type DType, type FloatArray, machineEpsilon, type ReadonlyFloats } from "./dtype.js";
export type {
  AxisKernels,
  AxisLayout,
  BatchedMatmulLayout,
  BinaryFunction,
  CopyLayout,
  Engine,
  Kernels,
  Lifetime,
  LookupKernels,
  MatmulLayout,
  OptimizerKernels,
  RowScaling,
  RowValues,
  SoftmaxLayout,
  Storage,
  Team,
  UnaryFunction,
  WindowKernels,
  WindowLayout,
} from "./engine.js";
export { createPortableEngine, type PortableEngineOptions } from "./engines/portable/engine.js";
export { measuredSharing, type Sharing } from "./engines/portable/measured-sharing.js";
export {
  computeBatch,
  rowParts,
  type SharedBatch,
  type SharedProduct,
  shareProduct,
} from "./engines/portable/product.js";
export type { BatchedProductPart, ProductPart } from "./engines/portable/product-parts.js";
export type { HelperKernels, StartThread } from "./engines/portable/team.js";
export { createReferenceEngine, referenceEngine } from "./engines/reference/engine.js";
export { type ErrorCode, type ErrorDetails, RetrogradError } from "./errors.js";
export type {
  CrossEntropyLayout,
  LossKernels,
  RowMask,
  SoftmaxKernels,
} from "./loss-kernels.js";
export { addScalar } from "./ops/add-scalar.js";
export {
  broadcastAxis,
  broadcastOthers,
  type Maxima,
  type Moments,
  maxAxis,
  moments,
  sumAxis,
  sumOthers,
} from "./ops/axis.js";
export { bernoulli } from "./ops/bernoulli.js";
export { clip } from "./ops/clip.js";
export { concat, pad, permute, reverse, slice } from "./ops/copy.js";
export {
  type CrossEntropy,
  type CrossEntropyOptions,
  crossEntropy,
  crossEntropyGradient,
} from "./ops/cross-entropy.js";
// the table of elementwise functions: add, exp, relu, ...
export * from "./ops/elementwise.js";
export { type GatherOptions, gather, type Rows, rowCount } from "./ops/gather.js";
export {
  type GruOperands,
  type GruStep,
  gruCandidateGradient,
  gruCell,
  gruCellGradient,
  gruReset,
} from "./ops/gru-cell.js";
export { gatherRows, scatterAddRows } from "./ops/lookup.js";
export { type LstmStep, lstmCell, lstmCellGradient } from "./ops/lstm-cell.js";
export { map, zip } from "./ops/map.js";
export { type MatmulOptions, matmul, matmulBatched } from "./ops/matmul.js";
export { addRow, argmaxRows, sum, sumRows } from "./ops/rows.js";
export { scale } from "./ops/scale.js";
export {
  type SigmoidCrossEntropy,
  type SigmoidCrossEntropyOptions,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
} from "./ops/sigmoid-cross-entropy.js";
export {
  type SoftmaxCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
} from "./ops/softmax.js";
export { logSoftmax, logSoftmaxGradient, softmaxGradient, softmaxLast } from "./ops/softmax-last.js";
export {
  adjustGradient,
  overwrite,
  sumSquares,
  updateAdam,
  updateMomentum,
  updateRms,
  updateSgd,
} from "./ops/update.js";
export { where } from "./ops/where.js";
export {
  type AveragePoolOptions,
  averagePool,
  averagePoolGradient,
  col2im,
  im2col,
  maxPool,
  maxPoolGradient,
  type Windows,
  windowCounts,
} from "./ops/windows.js";
export { numpyRandomState, numpyStreams } from "./random/numpy-random-state.js";
export { philox4x32, type Words2, type Words4 } from "./random/philox.js";
export { philoxStreams } from "./random/philox-streams.js";
export type { GeneratorState, RandomStreams, Rng, SharedGenerator } from "./random/rng.js";
export type { RecurrentKernels } from "./recurrent-kernels.js";
export { keep, recordTensors, scope } from "./scope.js";
export { formatShape, type Shape, sameShape, sizeOf } from "./shape.js";
export { bufferOf, requireTensor, reshape, Tensor, type TensorOptions, tensor, zeros } from "./tensor.js";
export { visibleJson, visibleLines, visibleText } from "./text/visible-text.js";
export type { AdamRule, GradientRule, MomentumRule, RmsRule } from "./update-rules.js";
