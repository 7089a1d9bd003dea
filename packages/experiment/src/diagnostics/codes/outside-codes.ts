import { codeOf, smallModel } from "./code-entry.js";

/** RG50 and RG60: plugins and overrides. */
export const outsideCodes = {
  RG5001: codeOf({
    title: "A plugin that is not loaded",
    explanation:
      'The file lists a plugin under "requires". A file never loads a plugin itself: add --plugin NAME to the command, or trust the plugin permanently with retrograd plugins trust NAME.',
    expected: "a plugin that is loaded",
    wrong: `requires: ["@acme/retrograd-swish"]
${smallModel}`,
    right: `requires: ["@retrograd/layers"]
${smallModel}`,
  }),
  RG5002: codeOf({
    title: "A plugin of another version",
    explanation:
      'An item of "requires" can have a version range, as in npm: "@acme/swish@^1.2", "@acme/swish@>=1.2 <3". The loaded version is outside the range, or the text after the name is not a range.',
    expected: "a plugin version in the required range",
    wrong: `requires: ["@retrograd/layers@^7.1"]
${smallModel}`,
    right: `requires: ["@retrograd/layers"]
${smallModel}`,
  }),
  RG6001: {
    title: "Not path=value",
    explanation:
      "--set takes a path and a value: --set train.batch=50, --set model.layers[0].Affine.units=100. A path and a minus remove a key: --set train.schedule-.",
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
      "The path of --set leads into a number, to an item that the list does not have, or to an option of something that the file does not name; or it removes a key that does not exist.",
    expected: "a path that can be set",
    command: "validate",
    examples: {
      wrong: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.epochs.every=5"] },
      right: { text: `${smallModel}train: { epochs: 1 }\n`, set: ["train.log.every=5"] },
    },
  },
} as const;
