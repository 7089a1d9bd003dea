import type { Rows } from "@retrograd/core";
import { collectInputs } from "../table/collect-inputs.js";
import type { NewInputsOptions } from "../table/trained-columns.js";
import { parseObjects } from "./parse-objects.js";

/** Reads inputs from one JSON object a line; keys that the training did not learn from are passed over. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export function readJsonlInputs(bytes: Uint8Array, name: string, options: NewInputsOptions): Rows {
  const inputs = collectInputs(name, options);
  parseObjects(bytes, name, (object, place) => {
    inputs.add(
      inputs.names.map((key) => (Object.hasOwn(object, key) ? object[key] : undefined)),
      place,
    );
  });
  return inputs.finish();
}
