export { runCommandLine } from "./command-line.js";
export type { Environment, InterruptSignal, OutputStream } from "./environment.js";
