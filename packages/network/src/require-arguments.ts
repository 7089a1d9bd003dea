import { requireMembers, requireTensor } from "@retrograd/core";

/** Checks that an argument is a network.
 *  @throws RetrogradError E_ARGUMENT naming the called function */
export function requireNetwork(who: string, network: unknown): void {
  requireMembers(who, "network", network, {
    expected: "a network, such as the result of buildNetwork",
    members: { layers: "array", loss: "object", input: "array" },
  });
}

/** Checks that an argument is the parameters of a network.
 *  @throws RetrogradError E_ARGUMENT */
export function requireParams(who: string, params: unknown): void {
  requireMembers(who, "params", params, {
    expected: "the parameters of the network, such as the result of initParams",
    members: {},
  });
}

/** Checks that an argument is a minibatch of tensors.
 *  @throws RetrogradError E_ARGUMENT */
export function requireBatch(who: string, batch: unknown): void {
  const expected = "a minibatch { x, t } of two tensors, or of tensors by the names of inputs and a tensor";
  requireMembers(who, "batch", batch, { expected, members: { x: "object", t: "object" } });
  const { t } = batch as { readonly t: unknown };
  requireTensor(who, "batch.t", t);
}
