import type { Verdict } from "@retrograd/gradcheck";
import type { Explanation, ExplanationSource } from "./explanation.js";

const texts: Readonly<Record<Verdict | "passed-on", Omit<Explanation, "code">>> = {
  pass: {
    title: "Backward is the derivative of forward",
    meaning:
      "Every finite difference of the forward pass agrees with backward, up to the error of the differences themselves. A gradient that is too small for differences passes if the chain rule proves it, such as that of a bias before a normalisation.",
  },
  fail: {
    title: "Backward is not the derivative of forward",
    meaning:
      "Finite differences of the forward pass and backward disagree by more than rounding can explain. The check exits with 1.",
    fix: "Read the line below the table: it names the layer, the tensor, the element and the likely cause. `retrograd explain CAUSE` explains that cause.",
  },
  "passed-on": {
    title: "Wrong because of another layer",
    meaning:
      "The layer alone is right. Its gradient of the network's loss is wrong because a layer after it returns a wrong gradient.",
    fix: "Fix that layer; then this gradient is right too.",
  },
  subgradient: {
    title: "The input lies on a kink, and backward returns one of its slopes",
    meaning:
      "At a kink, such as that of Relu at 0, a function has no derivative, but a slope on each side. Backward is right if its value lies between the two slopes. With --step, a perturbation of that size may cross a nearby kink; the slope beyond the kink is then not a mistake of backward. This verdict counts as proof.",
  },
  inconclusive: {
    title: "Nothing was proved",
    meaning:
      "Both gradients are zero everywhere, or a value is NaN, so a wrong backward would give the same result. Typical causes are a dead Relu or a normalisation over a batch of one. The check exits with 1.",
    fix: "Try another seed or batch: --seed 1, --batch 8. If no batch can prove the gradient, --allow-inconclusive accepts it.",
  },
};

/** The verdicts of a gradient check for one tensor. */
export const verdicts: ExplanationSource = {
  heading: "Verdicts of a gradient check",
  explanations: Object.entries(texts).map(([code, text]) => ({ code, ...text })),
};
