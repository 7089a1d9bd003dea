import { codeOf, smallModel } from "./code-entry.js";

/** RG11: the keys of the sections. */
export const sectionCodes = {
  RG1101: codeOf({
    title: "An unknown key",
    explanation:
      "The section has no key of this name. Unknown keys are errors, because they are usually typos.",
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
    explanation: "A required key is missing: it has no default.",
    expected: "a required key",
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
      "extends is the path of a file, relative to this one. The file must exist, in the folder of the experiment or below it. Absolute paths are not allowed, nor are paths that leave the folder by .. or a link.",
    expected: "a file in the folder of the experiment or below it",
    command: "validate",
    examples: {
      wrong: { text: "extends: bsae.yaml\nseed: 1\n", files: { "base.yaml": smallModel } },
      right: { text: "extends: base.yaml\nseed: 1\n", files: { "base.yaml": smallModel } },
    },
  },
  RG1105: {
    title: "Files that extend each other in a circle",
    explanation: "A file extends itself through other files, or the chain is longer than 8 files.",
    expected: "a chain of at most 8 files without a circle",
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
