// The kernels of the portable engine: AssemblyScript, compiled to WebAssembly with SIMD128.
// Arguments are addresses in the engine's memory and numbers of elements; sizes are checked by the caller.
export {
  broadcastF32,
  broadcastF64,
  maxAxisF32,
  maxAxisF64,
  sumAxisF32,
  sumAxisF64,
  sumOthersF32,
  sumOthersF64,
} from "./axis";
export { binaryF32, binaryF64 } from "./binary";
export { copyF32, copyF64 } from "./copy";
export { gatherBytesF32, gatherBytesF64, gatherF32, gatherF64 } from "./gather";
export { scatterAddRowsF32, scatterAddRowsF64, gatherRowsF32, gatherRowsF64 } from "./lookup";
export {
  sigmoidCrossEntropyF32,
  sigmoidCrossEntropyF64,
  sigmoidCrossEntropyGradientF32,
  sigmoidCrossEntropyGradientF64,
  weightedCrossEntropyF32,
  weightedCrossEntropyF64,
  weightedCrossEntropyGradientF32,
  weightedCrossEntropyGradientF64,
} from "./losses";
export { matmulBatchedF32, matmulBatchedF64, matmulF32, matmulF64, matmulScratch } from "./matmul";
export {
  gruCandidateGradientF32,
  gruCandidateGradientF64,
  gruCellF32,
  gruCellF64,
  gruCellGradientF32,
  gruCellGradientF64,
  gruResetF32,
  gruResetF64,
  lstmCellF32,
  lstmCellF64,
  lstmCellGradientF32,
  lstmCellGradientF64,
} from "./recurrent";
export { addRowF32, addRowF64, sumF32, sumF64, sumRowsF32, sumRowsF64 } from "./rows";
export {
  crossEntropyF32,
  crossEntropyF64,
  crossEntropyGradientF32,
  crossEntropyGradientF64,
} from "./softmax";
export {
  logSoftmaxF32,
  logSoftmaxF64,
  logSoftmaxGradientF32,
  logSoftmaxGradientF64,
  softmaxGradientF32,
  softmaxGradientF64,
  softmaxLastF32,
  softmaxLastF64,
  softmaxRowsF32,
  softmaxRowsF64,
} from "./softmax-last";
export {
  adjustGradientF32,
  adjustGradientF64,
  sumSquaresF32,
  sumSquaresF64,
} from "./gradient";
export {
  updateAdamF32,
  updateAdamF64,
  updateMomentumF32,
  updateMomentumF64,
  updateRmsF32,
  updateRmsF64,
} from "./optimize";
export { addScalarF32, addScalarF64, clipF32, clipF64, keepBelowF32, keepBelowF64, whereF32, whereF64 } from "./pointwise";
export { unaryF32, unaryF64 } from "./unary";
export { scaleF32, scaleF64, updateSgdF32, updateSgdF64 } from "./update";
export {
  averagePoolF32,
  averagePoolF64,
  averagePoolGradientF32,
  averagePoolGradientF64,
  im2colF32,
  im2colF64,
  col2imF32,
  col2imF64,
  maxPoolF32,
  maxPoolF64,
  maxPoolGradientF32,
  maxPoolGradientF64,
} from "./windows";
