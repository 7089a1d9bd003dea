import { codeOf, smallModel } from "./code-entry.js";

// how an experiment in TypeScript begins
const defined =
  'import { defineExperiment } from "@retrograd/cli/experiment";\n\nexport default defineExperiment';

/** RG10: the file and its YAML. */
export const yamlCodes = {
  RG1001: codeOf({
    title: "The file is too large",
    explanation:
      "An experiment file may have 262,144 characters, and 20,000 words, signs and spaces: about 3,000 layers. Data belongs into data files, and repeat spares copies of layers.",
    expected: "at most 262144 characters and 20000 words, signs and spaces",
    wrong: `${smallModel}# ${"x".repeat(262_144)}\n`,
    right: smallModel,
  }),
  RG1002: codeOf({
    title: "The file is not UTF-8",
    explanation: "The text looks like UTF-16. Save the file as UTF-8; a byte order mark is allowed.",
    expected: "UTF-8 text",
    wrong: smallModel.replace(/./g, "$&\0"),
    right: smallModel,
  }),
  RG1003: codeOf({
    title: "A control character",
    explanation:
      "YAML allows no control characters but tab and line breaks. The file may be binary, or the character came in by copy and paste: delete it.",
    expected: "text without control characters",
    wrong: `name: two\u0007layer
${smallModel}`,
    right: `name: two-layer
${smallModel}`,
  }),
  RG1004: codeOf({
    title: "Nested too deeply",
    explanation: "Lists and mappings may be nested 64 deep.",
    expected: "lists and mappings nested at most 64 deep",
    wrong: `${smallModel}requires: ${"[".repeat(64)}${"]".repeat(64)}\n`,
    right: `${smallModel}requires: []
`,
  }),
  RG1005: codeOf({
    title: "Not YAML",
    explanation:
      "The text breaks YAML's rules at this place: an open quote or bracket, lines that do not stand in one column, or a value with a colon that needs quotes. Nothing else is checked until the file can be read.",
    expected: "YAML 1.2",
    wrong: `model:
  input: [4
  layers: [{ Affine: 3 }, SoftmaxWithLoss]
`,
    right: `model:
  input: [4]
  layers: [{ Affine: 3 }, SoftmaxWithLoss]
`,
  }),
  RG1006: codeOf({
    title: "A tab as indentation",
    explanation: "YAML is indented by spaces. Replace the tab; most editors can do so for the whole file.",
    expected: "spaces as indentation",
    wrong: `model:
\tinput: [4]
\tlayers: [{ Affine: 3 }, SoftmaxWithLoss]
`,
    right: `model:
  input: [4]
  layers: [{ Affine: 3 }, SoftmaxWithLoss]
`,
  }),
  RG1007: codeOf({
    title: "A key given twice",
    explanation: "A key may stand once in a mapping. Delete one of the two; the first one is read on.",
    expected: "each key once",
    wrong: `seed: 1
${smallModel}seed: 2
`,
    right: `seed: 2
${smallModel}`,
  }),
  RG1008: codeOf({
    title: "More than one document",
    explanation: 'One file holds one experiment. Remove the line "---" or "..." and what follows it.',
    expected: "one document",
    wrong: `${smallModel}---
seed: 1
`,
    right: `${smallModel}seed: 1
`,
  }),
  RG1009: codeOf({
    title: "Too many anchors and aliases",
    explanation:
      "A file may hold 100 anchors and 100 aliases, and unfold to 100,000 values. Write out what you can.",
    expected: "at most 100 anchors, 100 aliases and 100,000 values",
    wrong: `name: &n two-layer\n${smallModel}requires: [${Array(101).fill("*n").join(", ")}]\n`,
    right: `name: two-layer
${smallModel}requires: []
`,
  }),
  RG1010: codeOf({
    title: "An alias that leads nowhere",
    explanation:
      "*name stands for a value marked &name earlier in the file, and never for one around itself.",
    expected: "an alias of an earlier value",
    wrong: `model:
  input: [4]
  layers:
    - Affine: *hidden
    - Affine: 3
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: &hidden { units: 8 }
    - Affine: *hidden
    - Affine: 3
    - SoftmaxWithLoss
`,
  }),
  RG1011: codeOf({
    title: "A tag",
    explanation:
      "Tags such as !name or !!str are not read: values mean what they look like. For text that looks like a number, use quotes.",
    expected: "a value without a tag",
    wrong: `name: !!str 2026
${smallModel}`,
    right: `name: "2026"
${smallModel}`,
  }),
  RG1012: codeOf({
    title: "A directive",
    explanation: "Lines that begin with % change YAML's rules and are not read. Only %YAML 1.2 may stand.",
    expected: "no directive but %YAML 1.2",
    wrong: `%YAML 1.1
---
${smallModel}`,
    right: `%YAML 1.2
---
${smallModel}`,
  }),
  RG1013: codeOf({
    title: "A key that is not text",
    explanation:
      "Keys are plain words. A key that is a number, true, null, a list or a mapping needs quotes.",
    expected: "a key that is text",
    wrong: `${smallModel}train:
  1: epochs
  epochs: 1
`,
    right: `${smallModel}train:
  epochs: 1
`,
  }),
  RG1014: codeOf({
    title: "A forbidden key",
    explanation: 'The key "__proto__" has a meaning of its own in JavaScript and names nothing here.',
    expected: "another key",
    wrong: `${smallModel}train:
  __proto__: { batch: 1 }
  epochs: 1
`,
    right: `${smallModel}train:
  batch: 1
  epochs: 1
`,
  }),
  RG1015: codeOf({
    title: "An empty file",
    explanation: 'The file holds no value, only comments or nothing. An experiment needs at least "model".',
    expected: 'a mapping with at least "model"',
    wrong: `# to be written
`,
    right: `# written
${smallModel}`,
  }),
  RG1016: codeOf({
    title: "A merge key",
    explanation: '"<<" belongs to YAML 1.1. Use an alias for a whole value, or write the keys out.',
    expected: "the keys themselves",
    wrong: `${smallModel}train:
  <<: { batch: 10 }
  epochs: 1
`,
    right: `${smallModel}train:
  batch: 10
  epochs: 1
`,
  }),
  RG1017: {
    title: "The file could not be read",
    explanation: "The YAML reader failed in a way that it should not. Please report it with the file.",
    expected: "a text that the YAML reader can read",
    command: "validate",
  },
  RG1018: codeOf({
    title: "More mistakes than are shown",
    explanation: "Only the first 200 mistakes are listed. Mend some and check again.",
    expected: "at most 200 mistakes",
    wrong: `${smallModel}${Array.from({ length: 201 }, (_, i) => `key${i}: 1\n`).join("")}`,
    right: smallModel,
  }),
  RG1019: {
    title: "TypeScript that cannot be read",
    explanation:
      "An experiment in TypeScript or JavaScript is read and never run: it exports one object by default, alone or in defineExperiment, whose values are written out. Names, calls and templates with holes have none that could be read. A program of your own can compute them and train the experiment: see prepareTraining.",
    expected: "values that are written out",
    command: "validate",
    examples: {
      wrong: {
        file: "experiment.ts",
        text: `${defined}({
  model: { input: [4], layers: [{ Affine: units }, "SoftmaxWithLoss"] },
});
const units = 3;
`,
      },
      right: {
        file: "experiment.ts",
        text: `${defined}({
  model: { input: [4], layers: [{ Affine: 3 }, "SoftmaxWithLoss"] },
});
`,
      },
    },
  },
  RG1020: codeOf({
    title: "A variable",
    explanation:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what people write
      "Nothing fills in ${NAME}, $NAME, %NAME% or {{ name }}: an experiment means the same on every machine. Write the value, give it with --set PATH=VALUE, where the shell fills in its own variables, or share it by an anchor (&lr 0.1, later *lr) or by extends.",
    expected: "a value that is written out",
    wrong: `${smallModel}train: { epochs: "${"$"}{EPOCHS}" }
`,
    right: `${smallModel}train: { epochs: 10 }
`,
  }),
} as const;
