import { type Rows, sizeOf } from "@retrograd/core";
import { readNewInputs } from "@retrograd/data";
import { resolveOrThrow } from "@retrograd/network";
import type { OpenedRun } from "../run/open-run.js";

/** New inputs for the model of a run, scaled as its training was.
 *  @throws RetrogradError E_DATA_FORMAT naming file, row and column */
export async function readInputs(bytes: Uint8Array, name: string, run: OpenedRun): Promise<Rows> {
  const { record, network } = run;
  const { scaling, inputNames } = record.data;
  const trained = trainedOn(run);
  const rows = await readNewInputs(bytes, name, {
    size: sizeOf(network.input),
    ...(inputNames === undefined ? {} : { inputNames }),
    ...(trained === undefined ? {} : { trained }),
  });
  if (scaling.kind === "none") return rows;
  const applied = {
    offset: Float64Array.from(scaling.offset),
    divisor: Float64Array.from(scaling.divisor),
  };
  return { ...rows, scaling: applied };
}

/** How the data of the training were read. */
function trainedOn({ opened }: OpenedRun): { readonly type: string; readonly options: unknown } | undefined {
  const { data } = opened.spec.experiment;
  if (data === undefined) return undefined;
  const { definition, options } = resolveOrThrow(opened.registry, "datasets", data.dataset);
  return { type: definition.type, options };
}
