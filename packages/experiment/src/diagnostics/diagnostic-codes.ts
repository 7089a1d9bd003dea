import type { CodeEntry } from "./codes/code-entry.js";
import { dataCodes } from "./codes/data-codes.js";
import { modelCodes } from "./codes/model-codes.js";
import { outsideCodes } from "./codes/outside-codes.js";
import { sectionCodes } from "./codes/section-codes.js";
import { trainingCodes } from "./codes/training-codes.js";
import { yamlCodes } from "./codes/yaml-codes.js";

const codes = {
  ...yamlCodes,
  ...sectionCodes,
  ...modelCodes,
  ...dataCodes,
  ...trainingCodes,
  ...outsideCodes,
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** Code of a diagnostic. A closed set: a new kind of mistake gets a new entry in a table in `codes/`.
 *  RG1 the file and its keys, RG2 model and options, RG3 data, RG4 training, RG5 plugins, RG6 `--set`. */
export type DiagnosticCode = keyof typeof codes;

/** The meaning of every code. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, CodeEntry>> = codes;
