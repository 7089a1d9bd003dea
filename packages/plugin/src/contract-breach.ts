import { formatShape, RetrogradError, type Shape, sameShape } from "@retrograd/core";
import type { Definition } from "./contract/definition.js";
import type { Joint } from "./contract/joint.js";
import type { Layer } from "./contract/layer.js";
import type { Loss } from "./contract/loss.js";
import { formatValue } from "./issue.js";
import { stateSpecProblem } from "./layer-state.js";
import type { Registry } from "./registry.js";

/** Checks that what a definition's `create` returned has the members of a layer.
 *  @throws RetrogradError E_PLUGIN naming the missing member */
export function requireLayer(layer: Layer, who: string): Layer {
  requireResult(layer, who, {
    outShape: "object",
    paramShapes: "object",
    init: "function",
    forward: "function",
  });
  if (Object.hasOwn(layer.paramShapes, "x")) {
    throw breach(who, 'a parameter is called "x", the name of the layer\'s input: rename it');
  }
  const problem = stateSpecProblem(layer);
  if (problem !== undefined) throw breach(who, problem);
  return layer;
}

/** Checks that what a definition's `createJoint` returned has the members of a joint.
 *  @throws RetrogradError E_PLUGIN naming the missing member */
export function requireJoint(joint: Joint, who: string): Joint {
  requireResult(joint, who, {
    inShapes: "object",
    outShape: "object",
    paramShapes: "object",
    init: "function",
    join: "function",
  });
  return joint;
}

/** Checks that what a definition's `create` returned has the members of a loss.
 *  @throws RetrogradError E_PLUGIN naming the missing member */
export function requireLoss(loss: Loss, who: string): Loss {
  requireResult(loss, who, {
    outShape: "object",
    forward: "function",
    predict: "function",
    exampleTargets: "function",
  });
  requireTargets(loss, who);
  if (loss.paramShapes !== undefined) {
    requireResult(loss, who, { paramShapes: "object", init: "function" });
    if (Object.hasOwn(loss.paramShapes, "x"))
      throw breach(who, 'a parameter is called "x", the name of the loss\'s input: rename it');
  }
  return loss;
}

function requireTargets({ targets, outShape }: Loss, who: string): void {
  if (targets === "classes" || targets === "values") return;
  const got = formatValue(targets);
  const isSpec = (targets?.kind === "classes" || targets?.kind === "values") && Array.isArray(targets.shape);
  if (!isSpec) {
    throw breach(
      who,
      `its targets must be "classes", "values" or { kind, shape } with one of these as kind, got ${got}`,
    );
  }
  if (targets.kind === "values") return;
  const expected = [...targets.shape, targets.classes];
  if (!sameShape(outShape, expected)) {
    throw breach(
      who,
      `with the targets ${got} a prediction must be ${formatShape(expected)}, but outShape is ${formatShape(outShape)}`,
    );
  }
}

/** Checks that a layer's output has the shape that the layer declares.
 *  @throws RetrogradError E_PLUGIN with both shapes */
export function requireOutput(got: Shape | undefined, declared: Shape, batch: number): void {
  const expected = [batch, ...declared];
  if (got === undefined) throw new RetrogradError("E_PLUGIN", "forward must return { y, backward }");
  if (!sameShape(got, expected)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `forward returned ${formatShape(got)}, but the layer declares ${formatShape(expected)}: fix outShape or forward`,
    );
  }
}

/** Checks the weight that a loss returned, if any.
 *  @throws RetrogradError E_PLUGIN with the weight */
export function requireWeight(weight: unknown): void {
  if (weight === undefined || (typeof weight === "number" && weight >= 0 && weight < Infinity)) return;
  throw new RetrogradError(
    "E_PLUGIN",
    `forward returned the weight ${String(weight)}: it must be a finite number >= 0, the divisor of the mean, or undefined`,
  );
}

/** Runs code of a plugin. An error names its owner: a RetrogradError gets the prefix `who` once; any other error is wrapped as
 *  E_PLUGIN, since only the plugin's own code throws it. */
export function blaming<T>(who: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw blame(who, error);
  }
}

/** The error that `blaming` throws for an error of a plugin's code. */
export function blame(who: string, error: unknown): RetrogradError {
  if (error instanceof RetrogradError) {
    if (error.message.startsWith(`${who}: `)) return error;
    return new RetrogradError(error.code, `${who}: ${error.message}`, { cause: error, data: error.data });
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RetrogradError("E_PLUGIN", `${who}: its code threw ${what}`, { cause: error });
}

/** The name of a layer, loss, metric or data set in errors: its id, and the package that registered it. */
export function nameWithPackage(registry: Registry, definition: Definition, id: string): string {
  const owner = registry.plugins.find(
    ({ layers = [], losses = [], joints = [], blocks = [], metrics = [], datasets = [] }) =>
      [...layers, ...losses, ...joints, ...blocks, ...metrics, ...datasets].some(
        (registered) => registered === definition,
      ),
  );
  return owner === undefined ? id : `${id} of ${owner.name}`;
}

function requireResult(result: unknown, who: string, types: Readonly<Record<string, string>>): void {
  const members = typeof result === "object" && result !== null ? new Map(Object.entries(result)) : undefined;
  const list = Object.keys(types).join(", ");
  if (members === undefined) throw breach(who, `create must return an object with ${list}, got ${result}`);
  for (const [name, type] of Object.entries(types)) {
    const value: unknown = members.get(name);
    if (typeof value !== type || value === null) {
      throw breach(
        who,
        `create must return an object with ${list}; ${name} is ${value === null ? "null" : typeof value}`,
      );
    }
  }
}

function breach(who: string, what: string): RetrogradError {
  return new RetrogradError("E_PLUGIN", `${who}: ${what}`);
}
