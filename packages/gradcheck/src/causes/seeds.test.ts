import { expect, test } from "vitest";
import { networkAround } from "../../tests/demonstration.js";
import { checkNetwork } from "../check-network.js";
import { diagnoses } from "./diagnoses.js";

const seeds = Array.from({ length: 50 }, (_, seed) => seed);
const demonstrations = Object.entries(diagnoses).map(([code, { example }]) => ({ code, example }));

test.each(demonstrations)(
  "$code is the cause for every seed, in either mode, and its layer is blamed alone",
  ({ code, example }) => {
    const network = networkAround(example, "wrong");
    const others = seeds.flatMap((seed) =>
      (["exhaustive", "fast"] as const).flatMap((mode) =>
        checkNetwork(network, { mode, seed })
          .tensors.filter(({ diagnosis }) => diagnosis !== undefined)
          .map(({ layer, diagnosis }) => `${layer} ${diagnosis?.code}`)
          .filter((named, _, all) => named !== `Mine1 ${code}` || all.length === 0)
          .map((named) => `${mode}, seed ${seed}: ${named}`),
      ),
    );
    expect(others).toEqual([]);
  },
);
