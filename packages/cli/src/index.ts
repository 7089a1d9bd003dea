export { runCommandLine } from "./command-line.js";
export type { Environment, OutputStream } from "./environment.js";
