import { createPortableEngine } from "@retrograd/core";
import { checkNetwork, describeFailure } from "@retrograd/gradcheck";
import { buildNetwork, guardNetwork } from "@retrograd/network";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import type { PreflightCheck } from "./preflight-check.js";

/** Compares the gradients of the experiment's model with numerical derivatives, in the fast mode. A result that proves nothing
 *  is reported and does not fail the check. */
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
    fix: `fix the backward of ${wrong.layer}; retrograd gradcheck ${file} shows each element`,
  };
}
