import type { Tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { type Breach, breach } from "./breach.js";
import { type PassBits, passBits, passDifference } from "./pass-bits.js";
import { perturbed, perturbedSetup } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";

/** `hidden-state`: what a layer gives depends on what it was called with before. Training on other numbers between two runs
 *  of "eval" must not move a bit, and no call may move what "train" gives: evaluation, prediction and a resumed run would
 *  not compute what training did. `nondeterministic`: "eval" twice gives other bits. */
export const hiddenState: Rule = (setup, dy) => {
  const memory = remember(setup, dy);
  const twice = passDifference(memory.evaluation, passBits({ ...setup, mode: "eval" }, dy));
  if (twice !== undefined) {
    const names = twice.part === "output" ? ["x"] : twice.names;
    const message = 'mode "eval" gives other numbers when it is called again';
    return names.map((name) => breach(name, "nondeterministic", message));
  }
  callPerturbed(setup, dy);
  return movedSince(memory, setup, dy);
};

/** What a layer gives in both modes, to be compared with what it gives after other calls. */
export interface Memory {
  readonly train: PassBits;
  readonly evaluation: PassBits;
}

/** Runs a layer in both modes. */
export function remember(setup: LayerSetup, dy: Tensor): Memory {
  return { train: passBits(setup, dy), evaluation: passBits({ ...setup, mode: "eval" }, dy) };
}

/** What a layer gives otherwise than before, after other calls. */
export function movedSince(memory: Memory, setup: LayerSetup, dy: Tensor): readonly Breach[] {
  // "eval" first: what "train" keeps of its own batch would hide what it kept of others
  const evaluation = passDifference(memory.evaluation, passBits({ ...setup, mode: "eval" }, dy));
  const train = passDifference(memory.train, passBits(setup, dy));
  const [mode, moved] =
    evaluation === undefined ? (["train", train] as const) : (["eval", evaluation] as const);
  if (moved === undefined) return [];
  const [names, what] =
    moved.part === "output" ? [["x"], "the output"] : [moved.names, "what backward gives"];
  const message = `other calls in between change ${what} in mode "${mode}" for the same input`;
  return names.map((name) => breach(name, "hidden-state", message));
}

// Parameters that are drawn again: for large layers that takes longer than all the rest.
const maxParameters = 2 ** 12;

/** Trains on other inputs with the same and with other parameters, evaluates elsewhere, and draws parameters again. */
function callPerturbed(setup: LayerSetup, dy: Tensor): void {
  const other = perturbed(dy);
  for (const one of [{ ...setup, x: perturbed(setup.x) }, perturbedSetup(setup)]) {
    runLayer(one).backward(other);
    runLayer({ ...one, mode: "eval" });
  }
  setup.layer.branches?.(setup.params, perturbed(setup.x));
  const parameters = Object.values(setup.params).reduce((sum, { size }) => sum + size, 0);
  if (parameters <= maxParameters) setup.layer.init(setup.streams.stream(`init again/${setup.id}`));
}
