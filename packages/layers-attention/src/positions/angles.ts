import { exp, log, matmul, scale, type Tensor, type TensorOptions, tensor } from "@retrograd/core";

/** Angles of positions, `t / base^(2 i / size)`: [time, size / 2], rounded up.
 *  In float64, by operations of the engine, so that every machine computes the same bits. */
export function anglesOf(
  { time, size, base }: { readonly time: number; readonly size: number; readonly base: number },
  { engine }: Pick<TensorOptions, "engine">,
): Tensor {
  const options = { dtype: "f64", ...(engine && { engine }) } as const;
  const half = Math.ceil(size / 2);
  const logarithm = log(tensor([base], [1], options)).data[0] ?? 0;
  const exponents = Float64Array.from({ length: half }, (_, i) => (-2 * i) / size);
  const frequencies = exp(scale(tensor(exponents, [1, half], options), logarithm));
  const steps = tensor(
    Float64Array.from({ length: time }, (_, t) => t),
    [time, 1],
    options,
  );
  return matmul(steps, frequencies);
}
