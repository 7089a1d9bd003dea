import { codeOf, smallModel } from "./code-entry.js";

/** RG50 and RG60: plugins and overrides. */
export const outsideCodes = {
  RG5001: codeOf({
    title: "A plugin that is not loaded",
    explanation:
      'The file states by "requires" that it needs a plugin. A file never loads one itself: add --plugin NAME to the command, or trust it for good with retrograd plugins trust NAME.',
    expected: "a plugin that is loaded",
    wrong: `requires: ["@acme/retrograd-swish"]
${smallModel}`,
    right: `requires: ["@retrograd/layers"]
${smallModel}`,
  }),
  RG6001: {
    title: "Not path=value",
    explanation:
      "--set takes a path and a value: --set train.batch=50, --set model.layers[0].Affine.units=100.",
    expected: "path=value, such as train.batch=50",
    command: "validate",
    examples: {
      wrong: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.batch:50"] },
      right: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.batch=50"] },
    },
  },
  RG6002: {
    title: "A path that cannot be set",
    explanation:
      "The path of --set goes through a number or a name, or to an item that its list does not have.",
    expected: "a path to something that can be set",
    command: "validate",
    examples: {
      wrong: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["model.layers[0].Affine.units=5"] },
      right: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["model.layers[0].Affine=5"] },
    },
  },
} as const;
