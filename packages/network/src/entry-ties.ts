import { formatShape, type Shape, sameShape } from "@retrograd/core";
import { formatValue, type Issue, type Layer, type Path } from "@retrograd/plugin";
import type { NetworkLayer, ParameterPlace } from "./network.js";

/** The tied parameters of an entry, or the mistakes of its `tie`. */
export interface EntryTies {
  readonly tied?: Readonly<Record<string, ParameterPlace>>;
  readonly issues: readonly Issue[];
}

/** The entry whose ties are to be found. */
interface TyingEntry {
  readonly id: string;
  readonly layer: Pick<Layer, "paramShapes" | "state">;
  /** Of the entry in the model. */
  readonly path: Path;
  /** The layers before it that could be built, and the ids of all entries before it. */
  readonly earlier: readonly NetworkLayer[];
  readonly earlierIds: readonly string[];
}

/** Finds the parameters that `tie` names: each belongs to an earlier layer and has the same shape. A parameter that is tied
 *  itself stands for the one that it is tied to. */
export function entryTies(tie: Readonly<Record<string, string>> | undefined, entry: TyingEntry): EntryTies {
  if (tie === undefined) return { issues: [] };
  const issues: Issue[] = [];
  const tied = Object.entries(tie).flatMap(([name, target]) => {
    const result = findTie(name, target, entry);
    if (result === undefined) return [];
    if ("id" in result) return [[name, result] as const];
    issues.push(result);
    return [];
  });
  return { issues, ...(tied.length > 0 && { tied: Object.fromEntries(tied) }) };
}

/** The place of the target, the mistake, or undefined where an earlier mistake makes it unknown. */
function findTie(name: string, target: string, entry: TyingEntry): ParameterPlace | Issue | undefined {
  const { id, layer, path, earlier, earlierIds } = entry;
  const place = [...path, "tie", name];
  const shape = Object.hasOwn(layer.paramShapes, name) ? layer.paramShapes[name] : undefined;
  if (shape === undefined) {
    const names = Object.keys(layer.paramShapes);
    const isState = Object.hasOwn(layer.state ?? {}, name);
    const message = isState
      ? `${id}.${name} is state, which cannot be tied`
      : `${id} has no parameter "${name}". Known: ${names.join(", ") || "none"}`;
    return wrongTie(message, {
      path: place,
      at: "key",
      expected: "a parameter of the layer",
      word: name,
      candidates: names,
    });
  }
  const parameters = earlier.flatMap((owner) =>
    Object.entries(owner.layer.paramShapes).map(([own, ofOwner]) => ({ owner, own, shape: ofOwner })),
  );
  const match = parameters.find(({ owner, own }) => `${owner.id}.${own}` === target);
  if (match === undefined) {
    const [owner = ""] = target.split(".");
    const isUnknown = earlierIds.includes(owner) && !earlier.some((one) => one.id === owner);
    return isUnknown ? undefined : unknownTarget(target, entry, place);
  }
  if (!sameShape(match.shape, shape))
    return otherShape(`${id}.${name}`, shape, { target, shape: match.shape, path: place });
  return match.owner.tied?.[match.own] ?? { id: match.owner.id, name: match.own };
}

function unknownTarget(target: string, { earlier }: TyingEntry, path: Path): Issue {
  const names = earlier.flatMap(({ id, layer }) =>
    Object.keys(layer.paramShapes).map((name) => `${id}.${name}`),
  );
  const isState = earlier.some(({ id, layer }) =>
    Object.keys(layer.state ?? {}).some((name) => `${id}.${name}` === target),
  );
  const message = isState
    ? `${target} is state, which cannot be tied: name a parameter`
    : `no earlier layer has the parameter ${formatValue(target)}. Earlier: ${names.join(", ") || "none"}`;
  const expected = "a parameter of an earlier layer";
  return wrongTie(message, {
    path,
    at: "value",
    expected,
    got: formatValue(target),
    word: target,
    candidates: names,
  });
}

function otherShape(
  own: string,
  shape: Shape,
  { target, shape: other, path }: { readonly target: string; readonly shape: Shape; readonly path: Path },
): Issue {
  const isTransposed = sameShape(other, shape.toReversed());
  const advice = isTransposed
    ? ": they are each other's transpose, which the option transposed of Affine changes"
    : "";
  const message = `${own} is ${formatShape(shape)}, but ${target} is ${formatShape(other)}${advice}`;
  return wrongTie(message, {
    path,
    at: "value",
    expected: `a parameter of shape ${formatShape(shape)}`,
    got: formatShape(other),
  });
}

function wrongTie(message: string, issue: Omit<Issue, "code" | "message">): Issue {
  return { code: "RG2014", message, ...issue };
}
