import type { ReadonlyFloats } from "./dtype.js";
import type { Shape } from "./shape.js";

// along one axis; of a longer one only the first and last three are shown
const maximumPerAxis = 8;
const shownAtEachEnd = 3;
const digits = 8;

/** Numbers of a shape as nested lists with 8 significant digits, a line for each row: `[[1, 2], [3, 4]]` on two lines.
 *  Of an axis with more than 8 elements the first and last three are shown. */
export function showNumbers(shape: Shape, data: ReadonlyFloats): string {
  return show(shape, 0, 0, data);
}

function show(shape: Shape, axis: number, start: number, data: ReadonlyFloats): string {
  const length = shape[axis];
  if (length === undefined) return String(Number((data[start] ?? Number.NaN).toPrecision(digits)));
  const step = shape.slice(axis + 1).reduce((size, inner) => size * inner, 1);
  const isShort = length <= maximumPerAxis;
  const indices = Array.from({ length: isShort ? length : 2 * shownAtEachEnd }, (_, i) =>
    isShort || i < shownAtEachEnd ? i : length - 2 * shownAtEachEnd + i,
  );
  const items = indices.map((i) => show(shape, axis + 1, start + i * step, data));
  if (!isShort) items.splice(shownAtEachEnd, 0, "...");
  const isInnermost = axis === shape.length - 1;
  return `[${items.join(isInnermost ? ", " : `,\n${" ".repeat(axis + 1)}`)}]`;
}
