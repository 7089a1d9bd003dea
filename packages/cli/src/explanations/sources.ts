import { causes } from "./causes.js";
import type { ExplanationSource } from "./explanation.js";
import { mistakes } from "./mistakes.js";
import { verdicts } from "./verdicts.js";

/** All codes that `retrograd explain` explains, in the order in which it lists them. A new kind of code is one line here. */
export const explanationSources: readonly ExplanationSource[] = [verdicts, causes, mistakes];
