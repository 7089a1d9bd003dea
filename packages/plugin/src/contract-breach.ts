import { formatShape, RetrogradError, type Shape, sameShape } from "@retrograd/core";
import type { Definition } from "./contract/definition.js";
import type { Layer } from "./contract/layer.js";
import type { Loss } from "./contract/loss.js";
import type { Registry } from "./registry.js";

/** Checks that what a definition's `create` returned has the parts of a layer.
 *  @throws RetrogradError E_PLUGIN naming the part that is missing */
export function requireLayer(made: Layer, who: string): Layer {
  requireParts(made, who, {
    outShape: "object",
    paramShapes: "object",
    init: "function",
    forward: "function",
  });
  if (Object.hasOwn(made.paramShapes, "x")) {
    throw breach(who, 'a parameter is called "x", which names the layer\'s input: give it another name');
  }
  return made;
}

/** Checks that what a definition's `create` returned has the parts of a loss.
 *  @throws RetrogradError E_PLUGIN naming the part that is missing */
export function requireLoss(made: Loss, who: string): Loss {
  requireParts(made, who, {
    outShape: "object",
    targets: "string",
    forward: "function",
    predict: "function",
    exampleTargets: "function",
  });
  return made;
}

/** Checks that a layer's output has the shape that the layer declares.
 *  @throws RetrogradError E_PLUGIN with both shapes */
export function requireOutput(got: Shape | undefined, declared: Shape, batch: number): void {
  const expected = [batch, ...declared];
  if (got === undefined) throw new RetrogradError("E_PLUGIN", "forward must return { y, backward }");
  if (!sameShape(got, expected)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `forward gave ${formatShape(got)}, but the layer declares ${formatShape(expected)}: mend outShape or forward`,
    );
  }
}

/** Checks the weight that a loss returns, if any.
 *  @throws RetrogradError E_PLUGIN with the weight */
export function requireWeight(weight: unknown): void {
  if (weight === undefined || (typeof weight === "number" && weight >= 0 && weight < Infinity)) return;
  throw new RetrogradError(
    "E_PLUGIN",
    `forward gave the weight ${String(weight)}: it must be a finite number of at least 0, what the mean was taken over, or be left out`,
  );
}

/** Any error of a layer's or loss's code as one that says whose it is: a RetrogradError is prefixed
 *  once, another one is wrapped as E_PLUGIN, since only a package's own code throws it. */
export function blame(who: string, error: unknown): RetrogradError {
  if (error instanceof RetrogradError) {
    if (error.message.startsWith(`${who}: `)) return error;
    return new RetrogradError(error.code, `${who}: ${error.message}`, { cause: error, data: error.data });
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RetrogradError("E_PLUGIN", `${who}: its code threw ${what}`, { cause: error });
}

/** A layer, loss, metric or data set as errors call it: its id, and the package that registered it. */
export function nameWithPackage(registry: Registry, definition: Definition, id: string): string {
  const owner = registry.plugins.find(({ layers = [], losses = [], metrics = [], datasets = [] }) =>
    [...layers, ...losses, ...metrics, ...datasets].some((own) => own === definition),
  );
  return owner === undefined ? id : `${id} of ${owner.name}`;
}

function requireParts(made: unknown, who: string, parts: Readonly<Record<string, string>>): void {
  const given = typeof made === "object" && made !== null ? new Map(Object.entries(made)) : undefined;
  const list = Object.keys(parts).join(", ");
  if (given === undefined) throw breach(who, `create must return an object with ${list}, got ${made}`);
  for (const [part, type] of Object.entries(parts)) {
    const value: unknown = given.get(part);
    if (typeof value !== type || value === null) {
      throw breach(
        who,
        `create must return an object with ${list}; ${part} is ${value === null ? "null" : typeof value}`,
      );
    }
  }
}

function breach(who: string, what: string): RetrogradError {
  return new RetrogradError("E_PLUGIN", `${who}: ${what}`);
}
