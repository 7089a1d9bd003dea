import { expect, test } from "vitest";
import { otherCauses } from "../../tests/causes-by-seed.js";
import { diagnoses } from "./diagnoses.js";

test.each(Object.entries(diagnoses))(
  "%s is the only cause that its layer gets, by 4 seeds, in either mode",
  (code, { example }) => {
    expect(otherCauses(code, example, 4)).toEqual([]);
  },
);
