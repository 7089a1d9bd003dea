import { createPortableEngine } from "@retrograd/core";
import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import type { Work } from "./serve.js";
import type { Task } from "./task.js";
import { layersOf } from "./training.js";

/** Whole gradient checks, as `retrograd gradcheck` makes them. @throws Error when one does not pass */
export function gradcheck({ mode, setting }: Extract<Task, { kind: "gradcheck" }>): Work {
  const { widths, batch } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths) };
  const network = buildNetwork(createRegistry(builtins), model, {
    dtype: "f64",
    engine: createPortableEngine(),
  });
  return {
    description: `${mode}, ${network.engine.description}`,
    run(count) {
      for (let i = 0; i < count; i++) {
        const { verdict } = checkNetwork(network, { batch, mode });
        if (verdict === "fail") throw new Error("the network failed its check");
      }
    },
  };
}
