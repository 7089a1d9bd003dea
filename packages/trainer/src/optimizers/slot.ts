import { RetrogradError, type Tensor } from "@retrograd/core";

/** The slot of a name.
 *  @throws RetrogradError E_SHAPE when the optimizer was given none */
export function slot(slots: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = slots[name];
  if (found === undefined) throw new RetrogradError("E_SHAPE", `the optimizer was given no slot ${name}`);
  return found;
}
