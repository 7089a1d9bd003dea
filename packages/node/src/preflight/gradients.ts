import { createPortableEngine } from "@retrograd/core";
import { checkNetwork, describeFailure } from "@retrograd/gradcheck";
import { buildNetwork, guardNetwork } from "@retrograd/network";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import type { PreflightCheck } from "./preflight-check.js";

/** Compares the gradients of the experiment's model with differences, in the fast mode. What cannot be proved is told, and is
 *  no reason to stop. */
export function checkGradients({ registry, loaded, file }: OpenedExperiment): PreflightCheck {
  const { model, seed, gradcheck } = loaded.experiment;
  const built = buildNetwork(registry, model, { engine: createPortableEngine(), dtype: "f64" });
  const { verdict, tensors } = checkNetwork(guardNetwork(built), {
    mode: "fast",
    batch: gradcheck.batch,
    seed,
  });
  const name = "gradients";
  const wrong = tensors.find(
    (tensor) => tensor.verdict === "fail" && (tensor.blame ?? tensor.layer) === tensor.layer,
  );
  if (verdict !== "fail" || wrong === undefined) {
    return { name, ok: true, message: `${verdict}, ${tensors.length} tensors in a few random directions` };
  }
  return {
    name,
    ok: false,
    message: describeFailure(wrong),
    mend: `mend the backward of ${wrong.layer}; retrograd gradcheck ${file} tells each element`,
  };
}
