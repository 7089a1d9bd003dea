import { data, type Row } from "./row.js";

/** What can be wrong with the section data. */
export const dataRows: readonly Row[] = [
  [data("scale: unit"), "6:1 RG1103 data", '"dataset" is missing'],
  [data("dataset: digit"), "7:12 RG2001 data.dataset", 'unknown data set "digit"', "csv, digits"],
  [data("dataset: 5"), "7:12 RG2002 data.dataset", "must be a name", "got 5"],
  [data("dataset: csv"), "7:12 RG2005 data.dataset", '"path" is missing'],
  [data("dataset: { csv: { path: a.csv, target: 1 } }"), "7:34 RG2003 data.dataset.csv.target", "targets"],
  [data("dataset: { csv: 7 }"), "7:19 RG2004 data.dataset.csv.path", "must be a path", "got 7"],
  [
    data("dataset: { csv: { path: a.csv, targets: words } }"),
    "7:43 RG2004 data.dataset.csv.targets",
    '"classes" or "values"',
  ],
  [data("dataset: { csv: a.csv, id: mine }"), "7:26 RG1101 data.dataset.id", "only layers"],
  [data("dataset: digits", "scale: units"), "8:10 RG1102 data.scale", '"unit"'],
  [data("dataset: digits", "test: -0.1"), "8:9 RG1102 data.test", "between 0 and 1", "got -0.1"],
  [data("dataset: digits", "test: 1"), "8:9 RG1102 data.test", "between 0 and 1", "got 1"],
  [data("dataset: digits", 'test: "0.2"'), "8:9 RG1102 data.test", 'got "0.2"'],
  [data("dataset: digits", "limit: 0"), "8:10 RG1102 data.limit", "positive"],
  [data("dataset: digits", 'path: ""'), "8:9 RG1102 data.path", "must be a path"],
  [
    data("dataset: digits", "validation: 0"),
    "8:15 RG1102 data.validation",
    "a fraction between 0 and 1",
    "got 0",
  ],
  [
    data("dataset: digits", "validation: yes"),
    "8:15 RG1102 data.validation",
    "or a fold such as { fold: 1, of: 5 }",
  ],
  [data("dataset: digits", "validation: { fold: 1 }"), "8:3 RG1103 data.validation", '"of" is missing'],
  [
    data("dataset: digits", "validation: { fold: 0, of: 5 }"),
    "8:23 RG1102 data.validation.fold",
    "positive whole number",
  ],
  [data("dataset: digits", "validation: { fold: 1, of: 1 }"), "8:30 RG1102 data.validation.of", "from 2"],
  [
    data("dataset: digits", "validation: { fold: 6, of: 5 }"),
    "8:23 RG1102 data.validation.fold",
    'from 1 to "of", got 6',
  ],
  [data("dataset: digits", "folds: 5"), "8:3 RG1101 data.folds", "unknown key"],
  [data("dataset: digits", "stratify: target"), "8:13 RG1102 data.stratify", "true or false"],
];
