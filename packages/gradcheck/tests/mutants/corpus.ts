import { RetrogradError } from "@retrograd/core";
import { checkNetwork, type Mode, type Verdict } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import { createRegistry, definePlugin, type Plugin } from "@retrograd/plugin";
import { formulaMutants } from "./formula-mutants.js";
import { gradientMutants } from "./gradient-operators.js";
import type { Mutant } from "./mutant.js";
import { type Mistake, withMistake } from "./piece.js";
import { stateMutants } from "./state-operators.js";
import { modelAround, type Subject, subjects } from "./subjects.js";

/** One of so many operators is applied to a built-in that is not made wrong in every way; the next built-in has the next ones. */
const part = 4;

/** The corpus: every operator on every built-in layer and loss, and mistakes written by hand. */
export const mutants: readonly Mutant[] = [
  ...subjects.flatMap((one, place) => {
    const all = [...gradientMutants(one), ...stateMutants(one)];
    return one.inFull === true ? all : all.filter((_, i) => i % part === place % part);
  }),
  ...formulaMutants,
];

/** What a checker made of a mutant. */
export interface Outcome {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
  /** A tensor failed, and the mutant was blamed for it. */
  readonly caught: boolean;
  /** The causes that it named for the failures it blamed the mutant for. */
  readonly codes: readonly string[];
  /** Each of them is one of those that the mutant claims; undefined where it claims none, or was missed. */
  readonly codeRight?: boolean;
}

/** The network that a mutant is checked in. */
function networkWith(subject: Subject, mistake: Mistake): Network {
  const wrong = withMistake(subject.piece, mistake);
  const plugin: Plugin =
    wrong.kind === "layer"
      ? { name: "mutants", layers: [wrong.definition] }
      : { name: "mutants", losses: [wrong.definition] };
  const registry = createRegistry(builtins, definePlugin(plugin));
  return buildNetwork(registry, { input: [4], layers: modelAround(subject) }, { dtype: "f64" });
}

/** Checks a mutant as anybody would check a network. */
export function examine(mutant: Mutant, mode: Mode = "fast", seed = 0): Outcome {
  const { batch } = mutant;
  const network = networkWith(mutant.subject, mutant.mistake);
  try {
    const { verdict, tensors } = checkNetwork(network, {
      mode,
      seed,
      ...(batch === undefined ? {} : { batch }),
    });
    const blamed = tensors.filter((report) => report.verdict === "fail" && report.blame === "mutant");
    const caught = blamed.length > 0;
    const codes = [...new Set(blamed.flatMap(({ diagnosis }) => diagnosis?.code ?? []))];
    const outcome = { mutant, verdict, caught, codes };
    if (!caught || mutant.codes.length === 0) return outcome;
    return { ...outcome, codeRight: codes.length > 0 && codes.every((code) => mutant.codes.includes(code)) };
  } catch (error) {
    // a check that breaks down has found something, but blames nobody
    if (error instanceof RetrogradError) return { mutant, verdict: "fail", caught: false, codes: [] };
    throw error;
  }
}
