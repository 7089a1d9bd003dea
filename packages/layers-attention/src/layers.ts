// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { selfAttention } from "./attention/self-attention.js";
export { embedding } from "./embedding.js";
export { learnedPositions } from "./positions/learned-positions.js";
export { sinusoidalPositions } from "./positions/sinusoidal-positions.js";
