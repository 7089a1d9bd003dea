import type { Tensor } from "@retrograd/core";
import { argumentOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { type Breach, breach } from "./breach.js";
import { type PassBits, passBits, passDifference, passViews } from "./pass-bits.js";
import { perturbedSetup } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";

/** `hidden-state`: the results of a layer depend on earlier calls. Training on other values between two runs of "eval" must
 *  not change a bit, and no call may change the results of "train". Otherwise evaluation, prediction and a resumed run would
 *  not compute what training computed. `nondeterministic`: the same "eval" call gives other bits. */
export const hiddenState: Rule = (setup, dy) => {
  const memory = remember(setup, dy);
  const repeated = passDifference(memory.evaluation, passViews({ ...setup, mode: "eval" }, dy));
  if (repeated !== undefined) {
    const names = repeated.part === "gradients" ? repeated.names : ["x"];
    const message = 'mode "eval" gives other numbers when it is called again';
    return names.map((name) => breach(name, "nondeterministic", message));
  }
  callPerturbed(setup, dy);
  return movedSince(memory, setup, dy);
};

/** The results of a layer in both modes, to compare with its results after other calls. */
export interface Memory {
  readonly train: PassBits;
  readonly evaluation: PassBits;
}

/** Runs a layer in both modes. */
export function remember(setup: LayerSetup, dy: Tensor): Memory {
  return { train: passBits(setup, dy), evaluation: passBits({ ...setup, mode: "eval" }, dy) };
}

/** Compares the results of a layer with those before other calls. */
export function movedSince(memory: Memory, setup: LayerSetup, dy: Tensor): readonly Breach[] {
  // "eval" first: a run of "train" would overwrite what the layer stored from other batches
  const evaluation = passDifference(memory.evaluation, passViews({ ...setup, mode: "eval" }, dy));
  const train = passDifference(memory.train, passViews(setup, dy));
  const [mode, moved] =
    evaluation === undefined ? (["train", train] as const) : (["eval", evaluation] as const);
  if (moved === undefined) return [];
  const names = moved.part === "gradients" ? moved.names : ["x"];
  const what = { output: "the output", state: "the next state", gradients: "the result of backward" }[
    moved.part
  ];
  const message = `other calls in between change ${what} in mode "${mode}" for the same input`;
  return names.map((name) => breach(name, "hidden-state", message));
}

// Maximum number of parameters that are drawn again, which is slow for large layers.
const maxParameters = 2 ** 12;

/** Trains on another input with the same and with other parameters, evaluates there, and draws parameters again. */
function callPerturbed(setup: LayerSetup, dy: Tensor): void {
  const otherDy = perturbed(dy);
  for (const other of [{ ...setup, x: perturbed(setup.x) }, perturbedSetup(setup)]) {
    runLayer(other).backward(otherDy);
    runLayer({ ...other, mode: "eval" });
  }
  setup.layer.branches?.(argumentOf(setup), perturbed(setup.x));
  const parameters = Object.values(setup.params).reduce((sum, { size }) => sum + size, 0);
  if (parameters <= maxParameters) setup.layer.init(setup.streams.stream(`init again/${setup.id}`));
}
