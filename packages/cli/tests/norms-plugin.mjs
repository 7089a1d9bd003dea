// BatchNorm with its statistics hidden in a closure
import { hiddenBatchNorm } from "@retrograd/testing";

export const plugin = { name: "norms", layers: [hiddenBatchNorm] };
