import { dataRows } from "./data.js";
import { modelRows } from "./model.js";
import { otherFrameworkRows } from "./other-frameworks.js";
import { referenceRows } from "./references.js";
import type { Row } from "./row.js";
import { sectionRows } from "./sections.js";
import { trainRows } from "./training.js";
import { yamlRows } from "./yaml.js";

/** Every wrong experiment, grouped by the part of the file that is wrong. */
export const wrongExperiments: readonly { readonly part: string; readonly rows: readonly Row[] }[] = [
  { part: "the YAML", rows: yamlRows },
  { part: "the sections", rows: sectionRows },
  { part: "the data", rows: dataRows },
  { part: "the model", rows: modelRows },
  { part: "training", rows: trainRows },
  { part: "names of other frameworks", rows: otherFrameworkRows },
  { part: "names and references", rows: referenceRows },
];
