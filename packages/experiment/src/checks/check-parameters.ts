import { matchesPattern, type Network, parameterNames, tiesOf } from "@retrograd/network";
import type { Path } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { asMapping, type RawMapping } from "./raw-sections.js";

/** Checks that each pattern in `train.parameters` matches a parameter of the network. */
export function checkParameters(train: RawMapping, network: Network): readonly Mistake[] {
  const { parameters } = train;
  if (!Array.isArray(parameters)) return [];
  const names = parameterNames(network);
  return parameters.flatMap((rule: unknown, index): readonly Mistake[] => {
    const path = ["train", "parameters", index, "of"];
    return patternsAt(asMapping(rule)?.of, path)
      .filter(([pattern]) => !names.some((name) => matchesPattern(name, pattern)))
      .map(([pattern, place]) => unmatched(pattern, place, network));
  });
}

/** The patterns of a rule with their paths. The schema reports what is not a text. */
function patternsAt(of: unknown, path: Path): readonly (readonly [string, Path])[] {
  if (typeof of === "string") return of === "" ? [] : [[of, path]];
  if (!Array.isArray(of)) return [];
  return of.flatMap((pattern: unknown, index) =>
    typeof pattern === "string" && pattern !== "" ? [[pattern, [...path, index]] as const] : [],
  );
}

function unmatched(pattern: string, path: Path, network: Network): Mistake {
  const names = parameterNames(network);
  const states = network.layers.flatMap(({ id, layer }) =>
    Object.keys(layer.state ?? {}).map((name) => `${id}.${name}`),
  );
  const state = states.find((name) => matchesPattern(name, pattern));
  const [tie] = Object.entries(tiesOf(network)).filter(([name]) => matchesPattern(name, pattern));
  const reason =
    tie !== undefined
      ? `: ${tie[0]} is tied, write ${tie[1]}`
      : state === undefined
        ? ""
        : `: ${state} is state, which no step learns`;
  const message = `"${pattern}" matches no parameter of the network${reason}. Known: ${names.join(", ") || "none"}`;
  return {
    code: "RG4008",
    path,
    at: "value",
    message,
    word: pattern,
    candidates: candidatesFor(pattern, names),
  };
}

/** Names, and for a pattern also the patterns of one layer and of one name. */
function candidatesFor(pattern: string, names: readonly string[]): readonly string[] {
  if (!pattern.includes("*")) return names;
  const patterns = names.flatMap((name) => {
    const dot = name.lastIndexOf(".");
    return [`${name.slice(0, dot)}.*`, `*${name.slice(dot)}`];
  });
  return [...new Set(patterns), ...names];
}
