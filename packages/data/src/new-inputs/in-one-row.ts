import type { Rows } from "@retrograd/core";
import { formatError } from "../format-error.js";

/** Rows of one of several inputs. */
interface InputRows {
  /** Where they come from, for errors. */
  readonly name: string;
  /** Numbers in a row. */
  readonly size: number;
  readonly rows: AsyncGenerator<Rows>;
}

/** Puts the rows of several inputs next to each other, block by block. width: of a row of all of them
 *  @throws RetrogradError E_DATA_FORMAT when one of them has fewer rows */
export async function* inOneRow(inputs: readonly InputRows[], width: number): AsyncGenerator<Rows> {
  // what of the current block of each input is not used yet
  const rest = inputs.map((): Rows["values"] => new Float64Array(0));
  for (;;) {
    for (const [k, { rows }] of inputs.entries()) {
      if (rest[k].length > 0) continue;
      const next = await rows.next();
      if (next.done !== true) rest[k] = next.value.values;
    }
    const counts = inputs.map(({ size }, k) => rest[k].length / size);
    const count = Math.min(...counts);
    if (count === 0) {
      const longer = counts.findIndex((other) => other > 0);
      if (longer < 0) return;
      const [short, long] = [inputs[counts.indexOf(0)].name, inputs[longer].name];
      throw formatError(short, `must hold as many inputs as ${long}, but has fewer`);
    }
    const values = new Float64Array(count * width);
    let start = 0;
    for (const [k, { size }] of inputs.entries()) {
      for (let row = 0; row < count; row++)
        values.set(rest[k].subarray(row * size, (row + 1) * size), row * width + start);
      rest[k] = rest[k].subarray(count * size);
      start += size;
    }
    yield { shape: [width], values };
  }
}
