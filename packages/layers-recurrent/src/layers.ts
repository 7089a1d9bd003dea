// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { gru } from "./gru.js";
export { lstm } from "./lstm.js";
export { rnn } from "./rnn.js";
