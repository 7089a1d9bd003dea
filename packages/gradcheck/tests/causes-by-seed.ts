import { checkNetwork, type Example } from "@retrograd/gradcheck";
import { networkAround } from "./demonstration.js";

/** What checks of an example with its mistake name beside `code` of "Mine1", or in place of it, for a range of seeds in both
 *  modes; nothing where each names that alone. */
export function otherCauses(code: string, example: Example, seeds: number): readonly string[] {
  const network = networkAround(example, "wrong");
  const others: string[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    for (const mode of ["exhaustive", "fast"] as const) {
      const { tensors } = checkNetwork(network, { mode, seed });
      const named = tensors.flatMap(({ layer, diagnosis }) =>
        diagnosis === undefined ? [] : [`${layer} ${diagnosis.code}`],
      );
      if (named.length === 0 || named.some((one) => one !== `Mine1 ${code}`))
        others.push(`${mode}, seed ${seed}: ${named.join(", ") || "no cause"}`);
    }
  }
  return others;
}
