import { RetrogradError } from "../errors.js";

/** What every engine throws when a tensor is used after its scope has ended. */
export function tensorReleased(): RetrogradError {
  return new RetrogradError(
    "E_TENSOR_RELEASED",
    "this tensor was made inside a scope that has ended: lift it out with keep(t) before the scope ends",
  );
}
