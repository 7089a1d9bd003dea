import { type Rows, sizeOf } from "@retrograd/core";
import { readNewInputs } from "@retrograd/data";
import { inputsOf } from "@retrograd/network";
import { type InputFile, type ModelInputs, resolveOrThrow } from "@retrograd/plugin";
import type { OpenedRun } from "../run/open-run.js";

/** Hooks of `readInputs`. */
export type ReadingHooks = Pick<ModelInputs, "header" | "notice" | "progress">;

/** Reads new inputs for the model of a run in blocks, scaled as its training data were.
 *  @throws RetrogradError E_DATA_FORMAT naming file, row and column */
export async function* readInputs(
  file: InputFile,
  run: OpenedRun,
  hooks: ReadingHooks,
): AsyncGenerator<Rows> {
  const { record, network } = run;
  const { scaling, inputNames } = record.data;
  const trained = trainedOn(run);
  const scaled =
    scaling.kind === "none"
      ? {}
      : {
          scaling: {
            offset: Float64Array.from(scaling.offset),
            divisor: Float64Array.from(scaling.divisor),
          },
        };
  const model = {
    ...hooks,
    size: sizeOf(network.input),
    ...(network.inputs && {
      inputs: inputsOf(network).map(({ name, shape }) => ({ name, size: sizeOf(shape) })),
    }),
    ...(inputNames === undefined ? {} : { inputNames }),
    ...(trained === undefined ? {} : { trained }),
  };
  const blocks = readNewInputs(file, model, run.opened.registry);
  for await (const rows of blocks) yield { ...rows, ...scaled };
}

/** How the data of the training were read. */
function trainedOn({ opened }: OpenedRun): { readonly type: string; readonly options: unknown } | undefined {
  const { data } = opened.loaded.experiment;
  if (data === undefined) return undefined;
  const { definition, options } = resolveOrThrow(opened.registry, "datasets", data.dataset);
  return { type: definition.type, options };
}
