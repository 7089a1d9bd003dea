import { causes } from "./causes.js";
import type { ExplanationSource } from "./explanation.js";
import { mistakes } from "./mistakes.js";
import { verdicts } from "./verdicts.js";

/** Everything that `retrograd explain` knows, in the order that it lists it. A new kind of code is one line here. */
export const explanationSources: readonly ExplanationSource[] = [verdicts, causes, mistakes];
