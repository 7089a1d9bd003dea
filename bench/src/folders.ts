import { fileURLToPath } from "node:url";

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The repository. */
export const rootFolder = inRepository("");
/** Python programs that are measured for comparison. */
export const pythonFolder = inRepository("bench/peers");
/** Programs with other JavaScript libraries, measured for comparison. */
export const peersFolder = inRepository("bench/peers-node");
/** Where results are kept, one JSON file a workload. */
export const resultsFolder = inRepository("bench/results");
/** The page that contains the tables. */
export const measurementsPage = inRepository("docs/measurements.md");
