import { codeOf, smallModel } from "./code-entry.js";

// the first lines of an experiment in TypeScript
const typeScriptHeader =
  'import { defineExperiment } from "@retrograd/cli/experiment";\n\nexport default defineExperiment';

/** RG10: the file and its YAML. */
export const yamlCodes = {
  RG1001: codeOf({
    title: "The file is too large",
    explanation:
      "An experiment file can have at most 262,144 characters, and 20,000 words, signs and spaces: about 3,000 layers. Put data into data files, and use repeat for copies of layers.",
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
      "YAML allows only tab and line breaks as control characters. Delete the character; it may come from copy and paste. Or the file is binary.",
    expected: "text without control characters",
    wrong: `name: two\u0007layer
${smallModel}`,
    right: `name: two-layer
${smallModel}`,
  }),
  RG1004: codeOf({
    title: "Nested too deeply",
    explanation: "Lists and mappings can be nested at most 64 deep.",
    expected: "lists and mappings nested at most 64 deep",
    wrong: `${smallModel}requires: ${"[".repeat(64)}${"]".repeat(64)}\n`,
    right: `${smallModel}requires: []
`,
  }),
  RG1005: codeOf({
    title: "Not YAML",
    explanation:
      "The text is not valid YAML here. Typical causes: an unclosed quote or bracket, lines that are not aligned, or a value with a colon that needs quotes. Nothing else is checked until the file can be parsed.",
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
    explanation:
      "YAML uses spaces as indentation. Replace the tab; most editors can do this for the whole file.",
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
    title: "A duplicate key",
    explanation:
      "Each key may appear only once in a mapping. Delete one of the two; until then the first is used.",
    expected: "each key once",
    wrong: `seed: 1
${smallModel}seed: 2
`,
    right: `seed: 2
${smallModel}`,
  }),
  RG1008: codeOf({
    title: "More than one document",
    explanation: 'A file holds one experiment. Remove the line "---" or "..." and everything after it.',
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
      "A file can have at most 100 anchors and 100 aliases, and expand to at most 100,000 values. Write some of the values out.",
    expected: "at most 100 anchors, 100 aliases and 100,000 values",
    wrong: `name: &n two-layer\n${smallModel}requires: [${Array(101).fill("*n").join(", ")}]\n`,
    right: `name: two-layer
${smallModel}requires: []
`,
  }),
  RG1010: codeOf({
    title: "An alias without a value",
    explanation:
      "*name refers to an earlier value with the anchor &name. It cannot refer to a value that contains it.",
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
      "Tags such as !name or !!str are not supported: the form of a value decides its type. Put text that looks like a number in quotes.",
    expected: "a value without a tag",
    wrong: `name: !!str 2026
${smallModel}`,
    right: `name: "2026"
${smallModel}`,
  }),
  RG1012: codeOf({
    title: "A directive",
    explanation:
      "Lines that start with % change YAML's rules and are not supported. Only %YAML 1.2 is allowed.",
    expected: "no directive except %YAML 1.2",
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
      "A key must be text. Put a number, true or null in quotes; a list or a mapping cannot be a key.",
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
    explanation: 'The key "__proto__" has a special meaning in JavaScript, so no key can have this name.',
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
    explanation: 'The file is empty or holds only comments. An experiment needs at least "model".',
    expected: 'a mapping with at least "model"',
    wrong: `# to be written
`,
    right: `# written
${smallModel}`,
  }),
  RG1016: codeOf({
    title: "A merge key",
    explanation: '"<<" is a feature of YAML 1.1. Use an alias for a whole value, or write the keys out.',
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
    explanation: "The YAML reader failed unexpectedly. Please report this as a bug, with the file.",
    expected: "a text that the YAML reader can read",
    command: "validate",
  },
  RG1018: codeOf({
    title: "More mistakes than are shown",
    explanation: "Only the first 200 mistakes are listed. Fix some of them and check again.",
    expected: "at most 200 mistakes",
    wrong: `${smallModel}${Array.from({ length: 201 }, (_, i) => `key${i}: 1\n`).join("")}`,
    right: smallModel,
  }),
  RG1019: {
    title: "TypeScript that cannot be read",
    explanation:
      "An experiment in TypeScript or JavaScript is parsed and never run. Its default export must be one object, alone or in defineExperiment, with literal values. Variables, calls and templates with placeholders are not supported. A program that computes values can train the experiment itself: see prepareTraining.",
    expected: "literal values",
    command: "validate",
    examples: {
      wrong: {
        file: "experiment.ts",
        text: `${typeScriptHeader}({
  model: { input: [4], layers: [{ Affine: units }, "SoftmaxWithLoss"] },
});
const units = 3;
`,
      },
      right: {
        file: "experiment.ts",
        text: `${typeScriptHeader}({
  model: { input: [4], layers: [{ Affine: 3 }, "SoftmaxWithLoss"] },
});
`,
      },
    },
  },
  RG1020: codeOf({
    title: "A variable",
    explanation:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text shows a shell variable
      "${NAME}, $NAME, %NAME% and {{ name }} are not replaced: an experiment means the same on every machine. Write the value, or pass it with --set PATH=VALUE, where the shell replaces its own variables. To share a value, use an anchor (&lr 0.1, later *lr) or extends.",
    expected: "the value itself",
    wrong: `${smallModel}train: { epochs: "${"$"}{EPOCHS}" }
`,
    right: `${smallModel}train: { epochs: 10 }
`,
  }),
} as const;
