import { codeOf, smallModel } from "./code-entry.js";

/** RG11: the keys of the sections. */
export const sectionCodes = {
  RG1101: codeOf({
    title: "An unknown key",
    explanation:
      "A section has a key that it does not know. Unknown keys are errors, so that no typo is lost.",
    expected: "a known key",
    wrong: `sed: 1
${smallModel}`,
    right: `seed: 1
${smallModel}`,
  }),
  RG1102: codeOf({
    title: "A wrong value",
    explanation:
      'A key of a section has a value of the wrong type or range. Values are never converted: "100" is not 100.',
    expected: "a value of another type or range",
    wrong: `seed: "1"
${smallModel}`,
    right: `seed: 1
${smallModel}`,
  }),
  RG1103: codeOf({
    title: "A missing key",
    explanation: "A section lacks a key that has no default.",
    expected: "a key that has no default",
    wrong: `model:
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`,
    right: `${smallModel}`,
  }),
  RG1104: {
    title: "A base that cannot be read",
    explanation:
      "extends names a file by its path from this one. It must be there, be a file, and stand in the folder of the experiment or below it: no absolute path, and no way out by .. or a link.",
    expected: "a file in the folder of the experiment or below it",
    command: "validate",
    examples: {
      wrong: { text: "extends: bsae.yaml\nseed: 1\n", files: { "base.yaml": smallModel } },
      right: { text: "extends: base.yaml\nseed: 1\n", files: { "base.yaml": smallModel } },
    },
  },
  RG1105: {
    title: "Files that extend one another in a circle",
    explanation: "A file extends another, which extends the first again, or the way is longer than 8 files.",
    expected: "files that come to an end",
    command: "validate",
    examples: {
      wrong: {
        text: `extends: base.yaml\n${smallModel}`,
        files: { "base.yaml": "extends: experiment.yaml\n" },
      },
      right: { text: `extends: base.yaml\n${smallModel}`, files: { "base.yaml": "seed: 1\n" } },
    },
  },
} as const;
