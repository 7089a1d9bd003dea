import type { Verdict } from "@retrograd/gradcheck";
import type { Explanation, ExplanationSource } from "./explanation.js";

const texts: Readonly<Record<Verdict | "passed-on", Omit<Explanation, "code">>> = {
  pass: {
    title: "Backward is the derivative of forward",
    meaning:
      "Every difference that was taken of the forward pass agrees with what backward says, to within the error that the differences themselves have. A gradient that is too small for differences passes where the chain rule proves it, such as that of a bias before a normalisation.",
  },
  fail: {
    title: "Backward is not the derivative of forward",
    meaning:
      "Differences of the forward pass and backward disagree by more than round-off can explain. The check exits with 1.",
    mend: "Read the line below the table: it names layer, tensor and element, and the likely cause. `retrograd explain` with that cause says more.",
  },
  "passed-on": {
    title: "Wrong, but through the fault of another layer",
    meaning:
      "The layer alone is right. Its gradient on the way to the network's loss is wrong because a layer after it hands a wrong gradient back. Mend that layer, and this one is right again.",
  },
  subgradient: {
    title: "The input sits on a kink, and backward gives one of its slopes",
    meaning:
      "Where a function has a kink, such as Relu at 0, it has no derivative but a slope on either side. Backward is right when its slope lies between the two; training knows no better either. With --step a nudge of that size may cross a kink nearby; the slope on the other side is then no mistake of backward. It counts as proof.",
  },
  inconclusive: {
    title: "Nothing was proved",
    meaning:
      "Both sides are zero everywhere, or something is not a number, so that a wrong backward would look the same. A dead Relu or a normalisation over a batch of one does this. It is no proof, and the check exits with 1.",
    mend: "Try another seed or batch: --seed 1, --batch 8. Where it cannot be helped, --allow-inconclusive lets it pass.",
  },
};

/** What a gradient check says of one tensor. */
export const verdicts: ExplanationSource = {
  heading: "Verdicts of a gradient check",
  explanations: Object.entries(texts).map(([code, text]) => ({ code, ...text })),
};
