import { checkNetwork, type Example } from "@retrograd/gradcheck";
import { networkAround } from "./demonstration.js";

/** Checks the wrong layer of an example for a range of seeds in both modes, and returns the checks that report another cause than
 *  `code` for the layer "Mine1", or none. Empty if every check reports only that cause. */
export function otherCauses(code: string, example: Example, seeds: number): readonly string[] {
  const network = networkAround(example, "wrong");
  const others: string[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    for (const mode of ["exhaustive", "fast"] as const) {
      const { tensors } = checkNetwork(network, { mode, seed });
      const causes = tensors.flatMap(({ layer, diagnosis }) =>
        diagnosis === undefined ? [] : [`${layer} ${diagnosis.code}`],
      );
      if (causes.length === 0 || causes.some((cause) => cause !== `Mine1 ${code}`))
        others.push(`${mode}, seed ${seed}: ${causes.join(", ") || "no cause"}`);
    }
  }
  return others;
}
