import { type Tensor, tensor } from "@retrograd/core";
import { runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import type { Cause } from "./cause.js";

/** `missing-sum`: a parameter's gradient does not change when some rows of dy are set to 0. */
export const missingSum: Cause = ({ call, dy, name, rows }) => {
  if (call === undefined || dy === undefined || name === "x" || rows < 2) return undefined;
  const gradient = (of: Tensor) => Array.from(runLayer(call).backward(of).grads[name]?.data ?? []);
  // random signs may add up to 0 in a row, which then has no influence
  const uneven = perturbed(dy);
  const all = gradient(uneven);
  const ignored = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    gradient(withoutRow(uneven, row, rows)).every((value, i) => value === all[i]),
  );
  if (ignored.length === 0) return undefined;
  return {
    code: "missing-sum",
    message: `backward leaves out ${ignored.length} of ${rows} rows: ${ignored.join(", ")}`,
  };
};

function withoutRow(dy: Tensor, row: number, rows: number): Tensor {
  const width = dy.size / rows;
  const values = Array.from(dy.data, (value, i) => (Math.floor(i / width) === row ? 0 : value));
  return tensor(values, dy.shape, dy);
}
