import { expect, test } from "vitest";
import { otherCauses } from "../../tests/causes-by-seed.js";
import { networkAround } from "../../tests/demonstration.js";
import { checkNetwork } from "../check/check-network.js";
import { diagnoses } from "./diagnoses.js";

test.each(Object.entries(diagnoses))(
  "%s is the only cause that its layer gets, by 4 seeds, in either mode",
  (code, { example }) => {
    expect(otherCauses(code, example, 4)).toEqual([]);
  },
);

test("where no difference means anything, nothing is called wrong, before the layer or in it", () => {
  for (let seed = 0; seed < 4; seed++) {
    for (const mode of ["exhaustive", "fast"] as const) {
      const network = networkAround(diagnoses["noisy-forward"].example, "wrong");
      const { verdict, tensors } = checkNetwork(network, { mode, seed });
      expect(verdict).toBe("inconclusive");
      expect(tensors.filter((report) => report.verdict === "fail")).toEqual([]);
    }
  }
});
