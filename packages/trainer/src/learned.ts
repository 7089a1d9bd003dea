import { RetrogradError } from "@retrograd/core";
import {
  learnedParams,
  matchesPattern,
  type Network,
  type NetworkParams,
  type ParameterRule,
  parameterNames,
  patternsOf,
  ruleOf,
  tiesOf,
} from "@retrograd/network";

/** What training updates, and how. */
export interface Learned {
  /** The tensors that are updated: no state, and no frozen parameter. */
  readonly params: NetworkParams;
  /** The rule of each of them that has one, by its name: "Affine1.W". */
  readonly rules: ReadonlyMap<string, ParameterRule>;
  /** Ids of the layers with parameters, all of which are frozen, also those that they share. */
  readonly frozen: ReadonlySet<string>;
}

/** Finds what training updates: all parameters except those that a rule freezes.
 *  @throws RetrogradError E_OPTION when a pattern matches no parameter */
export function findLearned({
  network,
  params,
  parameters = [],
}: {
  readonly network: Network;
  readonly params: NetworkParams;
  readonly parameters?: readonly ParameterRule[];
}): Learned {
  const learned = learnedParams(network, params);
  const rules = new Map<string, ParameterRule>();
  if (parameters.length === 0) return { params: learned, rules, frozen: new Set() };
  checkPatterns(network, parameters);
  const entries = Object.entries(learned).map(([id, tensors]) => {
    const updated = Object.entries(tensors).filter(([name]) => {
      const rule = ruleOf(`${id}.${name}`, parameters);
      if (rule !== undefined) rules.set(`${id}.${name}`, rule);
      return rule?.freeze !== true;
    });
    return [id, Object.fromEntries(updated)] as const;
  });
  const frozen = entries
    .filter(([id, updated]) => Object.keys(updated).length === 0 && Object.keys(learned[id] ?? {}).length > 0)
    .map(([id]) => id);
  const updated = Object.fromEntries(entries);
  // backward of a layer also computes the gradients of parameters that it shares
  const sharing = network.layers.filter(({ tied = {} }) =>
    Object.values(tied).some((place) => updated[place.id]?.[place.name] !== undefined),
  );
  const sharingIds = new Set(sharing.map(({ id }) => id));
  return { params: updated, rules, frozen: new Set(frozen.filter((id) => !sharingIds.has(id))) };
}

/** The gradients of the tensors that are updated. */
export function gradientsOf({ params, frozen, rules }: Learned, grads: NetworkParams): NetworkParams {
  const freezes = frozen.size > 0 || [...rules.values()].some(({ freeze }) => freeze === true);
  if (!freezes) return grads;
  const entries = Object.entries(params).map(([id, tensors]) => {
    const needed = Object.entries(grads[id] ?? {}).filter(([name]) => Object.hasOwn(tensors, name));
    return [id, Object.fromEntries(needed)] as const;
  });
  return Object.fromEntries(entries);
}

function checkPatterns(network: Network, parameters: readonly ParameterRule[]): void {
  const names = parameterNames(network);
  for (const pattern of parameters.flatMap(patternsOf)) {
    if (names.some((name) => matchesPattern(name, pattern))) continue;
    const [tie] = Object.entries(tiesOf(network)).filter(([name]) => matchesPattern(name, pattern));
    const reason = tie === undefined ? "" : `: ${tie[0]} is tied, write ${tie[1]}`;
    throw new RetrogradError(
      "E_OPTION",
      `parameters: "${pattern}" matches no parameter of the network${reason}. Known: ${names.join(", ")}`,
    );
  }
}
