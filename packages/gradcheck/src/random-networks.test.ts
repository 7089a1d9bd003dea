import { expect, test } from "vitest";
import { randomNetwork } from "../tests/random-networks.js";
import { checkNetwork } from "./check-network.js";

test("x", () => {
  const n = Number(process.env.N ?? 200);
  const from = Number(process.env.FROM ?? 0);
  const count: Record<string, number> = {};
  const t0 = performance.now();
  for (let i = from; i < from + n; i++) {
    const { network, batch, model } = randomNetwork(i);
    const r = checkNetwork(network, { batch, seed: i });
    count[r.verdict] = (count[r.verdict] ?? 0) + 1;
    for (const t of r.tensors) {
      if (t.verdict === "fail") console.log("FAIL", i, batch, JSON.stringify(model), JSON.stringify(t));
      for (const c of [t.local, t.whole]) {
        if (c?.verdict === "inconclusive" && !(c.worst.analytic === 0))
          console.log("INC", i, batch, t.layer, t.tensor, JSON.stringify(model), JSON.stringify(c));
      }
    }
  }
  console.log(count, performance.now() - t0);
});
