// BatchNorm, with its statistics as declared state, and with the same statistics hidden in a closure
export { norms as plugin } from "@retrograd/testing";
