import type { IssueCode } from "@retrograd/network";

/** Code of a diagnostic. Closed: a new mistake gets a new code here and a row in `diagnosticCodes`.
 *  RG1 the file and its keys, RG2 model and options, RG3 data, RG4 training, RG5 plugins, RG6 `--set`. */
export type DiagnosticCode =
  | "RG1001"
  | "RG1002"
  | "RG1003"
  | "RG1004"
  | "RG1005"
  | "RG1006"
  | "RG1007"
  | "RG1008"
  | "RG1009"
  | "RG1010"
  | "RG1011"
  | "RG1012"
  | "RG1013"
  | "RG1014"
  | "RG1015"
  | "RG1016"
  | "RG1017"
  | "RG1018"
  | "RG1101"
  | "RG1102"
  | "RG1103"
  | IssueCode
  | "RG3001"
  | "RG3002"
  | "RG3003"
  | "RG3004"
  | "RG3005"
  | "RG3006"
  | "RG3007"
  | "RG4001"
  | "RG4002"
  | "RG4003"
  | "RG4004"
  | "RG4005"
  | "RG4006"
  | "RG5001"
  | "RG6001"
  | "RG6002";

/** What a code means, for people who look it up. */
export interface CodeEntry {
  readonly title: string;
  /** What is wrong and how to mend it, in a few sentences. */
  readonly explanation: string;
}

/** The meaning of every code. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, CodeEntry>> = {
  RG1001: {
    title: "The file is too large",
    explanation: "An experiment file may have 262,144 characters. Data belongs into data files.",
  },
  RG1002: {
    title: "The file is not UTF-8",
    explanation: "The text looks like UTF-16. Save the file as UTF-8; a byte order mark is allowed.",
  },
  RG1003: {
    title: "A control character",
    explanation:
      "YAML allows no control characters but tab and line breaks. The file may be binary, or the character came in by copy and paste: delete it.",
  },
  RG1004: {
    title: "Nested too deeply",
    explanation: "Lists and mappings may be nested 64 deep.",
  },
  RG1005: {
    title: "Not YAML",
    explanation:
      "The text breaks YAML's rules at this place: an open quote or bracket, lines that do not stand in one column, or a value with a colon that needs quotes. Nothing else is checked until the file can be read.",
  },
  RG1006: {
    title: "A tab as indentation",
    explanation: "YAML is indented by spaces. Replace the tab; most editors can do so for the whole file.",
  },
  RG1007: {
    title: "A key given twice",
    explanation: "A key may stand once in a mapping. Delete one of the two; the first one is read on.",
  },
  RG1008: {
    title: "More than one document",
    explanation: 'One file holds one experiment. Remove the line "---" or "..." and what follows it.',
  },
  RG1009: {
    title: "Too many anchors and aliases",
    explanation:
      "A file may hold 100 anchors and 100 aliases, and unfold to 100,000 values. Write out what you can.",
  },
  RG1010: {
    title: "An alias that leads nowhere",
    explanation:
      "*name stands for a value marked &name earlier in the file, and never for one around itself.",
  },
  RG1011: {
    title: "A tag",
    explanation:
      "Tags such as !name or !!str are not read: values mean what they look like. For text that looks like a number, use quotes.",
  },
  RG1012: {
    title: "A directive",
    explanation: "Lines that begin with % change YAML's rules and are not read. Only %YAML 1.2 may stand.",
  },
  RG1013: {
    title: "A key that is not text",
    explanation:
      "Keys are plain words. A key that is a number, true, null, a list or a mapping needs quotes.",
  },
  RG1014: {
    title: "A forbidden key",
    explanation: 'The key "__proto__" has a meaning of its own in JavaScript and names nothing here.',
  },
  RG1015: {
    title: "An empty file",
    explanation: 'The file holds no value, only comments or nothing. An experiment needs at least "model".',
  },
  RG1016: {
    title: "A merge key",
    explanation: '"<<" belongs to YAML 1.1. Use an alias for a whole value, or write the keys out.',
  },
  RG1017: {
    title: "The file could not be read",
    explanation: "The YAML reader failed in a way that it should not. Please report it with the file.",
  },
  RG1018: {
    title: "More mistakes than are shown",
    explanation: "Only the first 200 mistakes are listed. Mend some and check again.",
  },
  RG1101: {
    title: "An unknown key",
    explanation:
      "A section has a key that it does not know. Unknown keys are errors, so that no typo is lost.",
  },
  RG1102: {
    title: "A wrong value",
    explanation:
      'A key of a section has a value of the wrong type or range. Values are never converted: "100" is not 100.',
  },
  RG1103: {
    title: "A missing key",
    explanation: "A section lacks a key that has no default.",
  },
  RG2001: {
    title: "An unknown name",
    explanation:
      "No such layer, loss, initializer, optimizer or data set is registered. It may be misspelt, or its plugin not loaded: --plugin NAME.",
  },
  RG2002: {
    title: "Not an entry",
    explanation: "An entry is a name, or one name with its options: Relu, Affine: 10, Affine: { units: 10 }.",
  },
  RG2003: {
    title: "An unknown option",
    explanation: "The layer, loss, optimizer or data set has no option of this name.",
  },
  RG2004: {
    title: "A wrong option",
    explanation: "An option has a value of the wrong type or range. Values are never converted.",
  },
  RG2005: {
    title: "A missing option",
    explanation: "An option that has no default was left out.",
  },
  RG2006: {
    title: "Shapes that do not fit",
    explanation:
      "A layer cannot take what the layer before it gives. The message names both; shapes exclude the batch axis.",
  },
  RG2007: {
    title: "A loss in the wrong place",
    explanation: "The last entry of model.layers is a loss, and no other is.",
  },
  RG2008: {
    title: "An id given twice",
    explanation: "Ids name parameters, so each may stand once. Unless told, they are Affine1, Affine2, ...",
  },
  RG2009: {
    title: "A wrong input shape or list of layers",
    explanation:
      "model.input lists the axes of one sample, without the batch: [784]. model.layers holds at least a loss.",
  },
  RG3001: {
    title: "No data",
    explanation: 'Training and evaluation need the section "data".',
  },
  RG3002: {
    title: "Data not found",
    explanation: "A data file is at none of the places looked at. The message lists them.",
  },
  RG3003: {
    title: "Data that cannot be read",
    explanation: "A data file is not what it should be. The message names row and column where it can.",
  },
  RG3004: {
    title: "Inputs that do not fit the model",
    explanation: "One sample of the data has another shape than model.input.",
  },
  RG3005: {
    title: "Targets that do not fit the loss",
    explanation:
      "The loss learns classes and the data has values, the other way round, or their numbers differ.",
  },
  RG3006: {
    title: "Too little data",
    explanation: "limit and test leave no sample to train on or to test with, or fewer than one batch.",
  },
  RG3007: {
    title: "Data that cannot be scaled so",
    explanation:
      "scale: unit divides by the largest value an input can have, which this data does not tell. Use standardize.",
  },
  RG4001: {
    title: "Iterations or epochs",
    explanation:
      "train says how long in exactly one way: iterations (steps) or epochs (passes over the data).",
  },
  RG4002: {
    title: "At least or at most",
    explanation: "train.stop has exactly one of atLeast and atMost.",
  },
  RG4003: {
    title: "A metric that is never measured",
    explanation:
      "train.stop waits for a metric of a split that train.evaluate.splits leaves out, or for the accuracy of a loss without classes.",
  },
  RG4004: {
    title: "No training",
    explanation: 'Training needs the section "train".',
  },
  RG4005: {
    title: "A batch beyond memory",
    explanation:
      "The inputs of one batch may take 1 GiB: batch times the numbers of an input times 4 bytes, or 8 with float64.",
  },
  RG4006: {
    title: "Parameters beyond memory",
    explanation:
      "The parameters of all layers together may take 4 GiB. The layer that goes beyond is shown; the ones before it may be the large ones.",
  },
  RG5001: {
    title: "A plugin that is not loaded",
    explanation:
      'The file states by "requires" that it needs a plugin. A file never loads one itself: add --plugin NAME to the command, or trust it for good: retrograd plugins trust NAME.',
  },
  RG6001: {
    title: "Not path=value",
    explanation:
      "--set takes a path and a value: --set train.batch=50, --set model.layers[0].Affine.units=100.",
  },
  RG6002: {
    title: "A path that cannot be set",
    explanation:
      "The path of --set goes through a number or a name, or to an item that its list does not have.",
  },
};
