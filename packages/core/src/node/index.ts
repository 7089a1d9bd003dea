export { cpuQuota } from "./cpu-quota.js";
export { nodeThreads } from "./node-threads.js";
export { type OpenPlainFile, openPlainFile, openPlainFileInBackground, readPlainFile } from "./plain-file.js";
export { processorCount, threadCount } from "./thread-count.js";
