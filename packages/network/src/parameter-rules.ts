import type { Network } from "./network.js";
import { parameterOwners } from "./parameter-owners.js";

/** How the parameters of some names are updated. */
export interface ParameterRule {
  /** Names such as "Affine1.W"; * stands for any text. */
  readonly of: string | readonly string[];
  /** Whether they stay as they are. Default: false. */
  readonly freeze?: boolean;
  /** Factor of the learning rate. Default: 1. */
  readonly rate?: number;
  /** Whether weight decay applies to them. Default: as the options of the optimizer say. */
  readonly decay?: boolean;
}

/** The names of the parameters of a network, "Affine1.W", in the network's order. */
export function parameterNames(network: Network): readonly string[] {
  return parameterOwners(network).flatMap(({ id, layer }) =>
    Object.keys(layer.paramShapes).map((name) => `${id}.${name}`),
  );
}

/** The patterns of a rule. */
export function patternsOf({ of }: ParameterRule): readonly string[] {
  return typeof of === "string" ? [of] : of;
}

/** Whether a pattern, in which * stands for any text, matches a whole name. */
export function matchesPattern(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false;
  let from = first.length;
  for (const part of rest) {
    const index = name.indexOf(part, from);
    if (index < 0) return false;
    from = index + part.length;
  }
  return from <= name.length - last.length;
}

/** The rule of a parameter: the first one with a pattern that matches its name. */
export function ruleOf(name: string, rules: readonly ParameterRule[]): ParameterRule | undefined {
  return rules.find((rule) => patternsOf(rule).some((pattern) => matchesPattern(name, pattern)));
}
