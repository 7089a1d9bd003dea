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
  RG5002: codeOf({
    title: "A plugin in another version",
    explanation:
      'An item of "requires" may ask for versions, as npm writes them: "@acme/swish@^1.2", "@acme/swish@>=1.2 <3". What is loaded is none of these, or what follows the name is no range.',
    expected: "a plugin in a version that the file asks for",
    wrong: `requires: ["@retrograd/layers@^7.1"]
${smallModel}`,
    right: `requires: ["@retrograd/layers"]
${smallModel}`,
  }),
  RG6001: {
    title: "Not path=value",
    explanation:
      "--set takes a path and a value, --set train.batch=50, --set model.layers[0].Affine.units=100, or a path and a minus that removes what is there: --set train.schedule-.",
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
      "The path of --set goes through a number, to an item that its list does not have, or into another thing than the file names; or it removes what is not there.",
    expected: "a path to something that can be set",
    command: "validate",
    examples: {
      wrong: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.epochs.every=5"] },
      right: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.log.every=5"] },
    },
  },
} as const;
