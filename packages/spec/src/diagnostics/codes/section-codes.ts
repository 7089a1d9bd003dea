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
} as const;
