import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";

// A new engine is tested by adding it here.
const engines: readonly Engine[] = [referenceEngine, createPortableEngine()];

const dtypes: readonly DType[] = ["f32", "f64"];

/** An engine and a number type that every operation must be right on. */
export interface Case {
  readonly name: string;
  readonly engine: Engine;
  readonly dtype: DType;
}

/** Every engine with every number type, for `describe.each(cases)("... on $name", ...)`. */
export const cases: readonly Case[] = engines.flatMap((engine) =>
  dtypes.map((dtype) => ({ name: `${engine.name} ${dtype}`, engine, dtype })),
);

/** The values as a tensor of the type holds them. */
export function rounded(dtype: DType, values: readonly number[]): number[] {
  return dtype === "f32" ? values.map(Math.fround) : [...values];
}
