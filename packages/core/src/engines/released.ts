import { RetrogradError } from "../errors.js";

/** The error of a tensor that is used after its scope has ended, for every engine. */
export function tensorReleased(): RetrogradError {
  return new RetrogradError(
    "E_TENSOR_RELEASED",
    "this tensor was created in a scope that has ended: copy it out with keep(t) before the scope ends",
  );
}
