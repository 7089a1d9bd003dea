import type { Shape } from "@retrograd/core";
import {
  inputName,
  type NetworkLayer,
  type NetworkLoss,
  type ParameterPlace,
  parameterCount,
  parameterOwner,
  stateCount,
} from "@retrograd/network";

/** One line of a shape trace. */
export interface LayerTrace {
  readonly id: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly output: Shape;
  /** Number of parameters: trained numbers. */
  readonly parameters: number;
  /** Number of elements of its state, which are kept but not trained; absent for a layer without state. */
  readonly state?: number;
  /** Ids of what it reads, in order; "input" is the only input. Left out if that is the entry before. */
  readonly reads?: readonly string[];
  /** Its parameters that are those of earlier layers, which `parameters` does not count: { W: "embed.W" }. Left out if there
   *  are none. */
  readonly tied?: Readonly<Record<string, string>>;
}

/** The shape trace of built layers and the loss. inputs: names of those of the model */
export function traceLayers(
  built: readonly (NetworkLayer | NetworkLoss)[],
  inputs: readonly string[] = [inputName],
): readonly LayerTrace[] {
  const idAt = (position: number) => built[position]?.id ?? inputs[-1 - position] ?? inputName;
  return built.map((entry) => {
    const reads = entry.from === undefined ? {} : { reads: entry.from.map(idAt) };
    if ("layer" in entry) {
      const { type, outShape, state } = entry.layer;
      const counts = {
        parameters: parameterCount(parameterOwner(entry)),
        ...(state && { state: stateCount(entry.layer) }),
      };
      return {
        id: entry.id,
        type,
        output: outShape,
        ...counts,
        ...reads,
        ...(entry.tied && { tied: tiesIn(entry.tied) }),
      };
    }
    const { type, outShape, paramShapes = {} } = entry.loss;
    const parameters = parameterCount({ layer: { paramShapes } });
    return { id: entry.id, type, output: outShape, parameters, ...reads };
  });
}

function tiesIn(tied: Readonly<Record<string, ParameterPlace>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tied).map(([own, { id, name }]) => [own, `${id}.${name}`]));
}
