import { sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { ForwardContext, Layer } from "@retrograd/plugin";
import { type Piece, width } from "./field-mistake.js";

/** Numbers of one row, or of a parameter. */
export type Row = readonly number[];

/** Gradients of one row: dx, and the row's part of each parameter's. */
interface RowGradients {
  readonly dx: Row;
  readonly [parameter: string]: Row;
}

/** How a layer treats one row. */
interface RowForward {
  readonly y: Row;
  back(dy: Row): RowGradients;
}

/** A layer that treats its rows one by one, on plain numbers. */
interface RowLayer {
  /** Numbers of a row of y. Default: as many as in a row of x. */
  readonly out?: number;
  /** Sizes of the parameters. */
  readonly params?: Readonly<Record<string, number>>;
  branches?(x: Row): Row;
  forward(x: Row, params: Readonly<Record<string, Row>>, ctx: ForwardContext): RowForward;
}

/** The layer of a row's formulas; parameters' gradients are summed over the rows. */
export function rowLayer({ out = width, params = {}, branches, forward }: RowLayer): Piece {
  return batchLayer({
    out,
    params,
    ...(branches === undefined ? {} : { branches: (rows) => rows.flatMap(branches) }),
    forward(rows, values, ctx) {
      const passes = rows.map((x) => forward(x, values, ctx));
      return {
        y: passes.map(({ y }) => y),
        back(dy) {
          const each = passes.map(({ back }, i) => back(dy[i]));
          const sum = (name: string, size: number) =>
            Array.from({ length: size }, (_, i) => each.reduce((all, one) => all + (one[name]?.[i] ?? 0), 0));
          const grads = Object.entries(params).map(([name, size]) => [name, sum(name, size)] as const);
          return { dx: each.map(({ dx }) => dx), ...Object.fromEntries(grads) };
        },
      };
    },
  });
}

/** A layer that sees all rows at once, on plain numbers. */
interface BatchLayer {
  readonly out?: number;
  readonly params?: Readonly<Record<string, number>>;
  readonly mixesRows?: boolean;
  branches?(rows: readonly Row[]): Row;
  forward(
    rows: readonly Row[],
    params: Readonly<Record<string, Row>>,
    ctx: ForwardContext,
  ): {
    readonly y: readonly Row[];
    back(dy: readonly Row[]): {
      readonly dx: readonly Row[];
      readonly [parameter: string]: Row | readonly Row[];
    };
  };
}

/** The layer of a batch's formulas. */
export function batchLayer({ out = width, params = {}, mixesRows, branches, forward }: BatchLayer): Piece {
  const layer: Layer = {
    type: "Mine",
    outShape: [out],
    paramShapes: Object.fromEntries(Object.entries(params).map(([name, size]) => [name, [size]])),
    ...(mixesRows === undefined ? {} : { mixesRows }),
    init: (rng) =>
      Object.fromEntries(
        Object.entries(params).map(([name, size]) => {
          const values = Float64Array.from({ length: size }, () => 0.5 + 0.5 * rng.normal());
          return [name, tensor(values, [size], { dtype: "f64" })];
        }),
      ),
    ...(branches === undefined ? {} : { branches: (_params, x: Tensor) => branches(rowsOf(x)) }),
    forward(own, x, ctx) {
      const values = Object.fromEntries(
        Object.entries(own).map(([name, one]) => [name, Array.from(one.data)]),
      );
      const pass = forward(rowsOf(x), values, ctx);
      return {
        y: matrix(pass.y, out, x),
        backward(dy) {
          const { dx, ...rest } = pass.back(rowsOf(dy));
          const grads = Object.entries(rest).map(([name, g]) => [
            name,
            tensor((g as Row).slice(), [g.length], x),
          ]);
          return { dx: matrix(dx, sizeOf(x.shape.slice(1)), x), grads: Object.fromEntries(grads) };
        },
      };
    },
  };
  return { kind: "layer", layer };
}

/** The rows of a matrix. */
export function rowsOf(x: Tensor): readonly Row[] {
  const [rows = 0] = x.shape;
  const columns = x.size / rows;
  const all = Array.from(x.data);
  return Array.from({ length: rows }, (_, row) => all.slice(row * columns, (row + 1) * columns));
}

function matrix(rows: readonly Row[], columns: number, like: Tensor): Tensor {
  return tensor(Float64Array.from(rows.flat()), [rows.length, columns], like);
}

/** The sum of a row. */
export const total = (row: Row): number => row.reduce((sum, v) => sum + v, 0);

/** The mean of a row. */
export const mean = (row: Row): number => total(row) / row.length;

/** The sum of products of two rows. */
export const dot = (a: Row, b: Row): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
