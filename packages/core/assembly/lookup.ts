// Rows of a table by their numbers: read, and added to.
import { copyBytes } from "./copy";

/** out [count, columns] = the rows of `table` whose numbers are `ids` */
function gatherRows<T>(out: usize, table: usize, ids: usize, count: usize, columns: usize): void {
  const bytes = columns * sizeof<T>();
  for (let i: usize = 0; i < count; i++) {
    copyBytes(out, table + <usize>load<T>(ids + i * sizeof<T>()) * bytes, bytes);
    out += bytes;
  }
}

/** Adds the rows of x to the rows of `out` whose numbers are `ids`, one after the other, in `columns` columns of `width`. */
function scatterAddRows<T>(out: usize, x: usize, ids: usize, count: usize, columns: usize, width: usize): void {
  const stride = width * sizeof<T>();
  const bytes = columns * sizeof<T>();
  const whole = bytes & ~15;
  for (let i: usize = 0; i < count; i++) {
    const row = out + <usize>load<T>(ids + i * sizeof<T>()) * stride;
    let at: usize = 0;
    for (; at < whole; at += 16) v128.store(row + at, v128.add<T>(v128.load(row + at), v128.load(x + at)));
    for (; at < bytes; at += sizeof<T>()) store<T>(row + at, load<T>(row + at) + load<T>(x + at));
    x += stride;
  }
}

export function gatherRowsF32(out: usize, table: usize, ids: usize, count: usize, columns: usize): void {
  gatherRows<f32>(out, table, ids, count, columns);
}

export function gatherRowsF64(out: usize, table: usize, ids: usize, count: usize, columns: usize): void {
  gatherRows<f64>(out, table, ids, count, columns);
}

export function scatterAddRowsF32(
  out: usize, x: usize, ids: usize, count: usize, columns: usize, width: usize,
): void {
  scatterAddRows<f32>(out, x, ids, count, columns, width);
}

export function scatterAddRowsF64(
  out: usize, x: usize, ids: usize, count: usize, columns: usize, width: usize,
): void {
  scatterAddRows<f64>(out, x, ids, count, columns, width);
}
