// One line per loss: `builtins` registers every export of this file, and index.ts exports it.
export { huber } from "./losses/huber.js";
export { identityWithLoss } from "./losses/identity-with-loss.js";
export { klDivergence } from "./losses/kl-divergence.js";
export { meanAbsolute } from "./losses/mean-absolute.js";
export { meanSquared } from "./losses/mean-squared.js";
export { poisson } from "./losses/poisson.js";
export { sigmoidWithLoss } from "./losses/sigmoid-with-loss.js";
export { softmaxWithLoss } from "./losses/softmax-with-loss.js";
