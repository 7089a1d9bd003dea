// Panels for the product: `width` lines of an operand side by side, step by step along the inner axis,
// filled up with zeros where the operand has fewer lines.

/** Lines that lie side by side already: step p of the panel is `lines` neighbours at from + p stride. */
// @ts-ignore: decorator
@inline
function packNeighbours<T>(to: usize, from: usize, stride: usize, steps: usize, lines: usize, width: usize): void {
  const bytes = width * sizeof<T>();
  const end = to + steps * bytes;
  if (lines == width) {
    for (; to < end; to += bytes, from += stride) {
      v128.store(to, v128.load(from));
      if (bytes > 16) v128.store(to, v128.load(from, 16), 16);
    }
    return;
  }
  for (; to < end; to += bytes, from += stride) {
    for (let j: usize = 0; j < width; j++) {
      store<T>(to + j * sizeof<T>(), j < lines ? load<T>(from + j * sizeof<T>()) : 0);
    }
  }
}

/** Four float32 steps of four lines, or two float64 steps of two lines, transposed. */
// @ts-ignore: decorator
@inline
function transposeBlock<T>(to: usize, bytes: usize, from: usize, stride: usize): void {
  if (sizeof<T>() == 8) {
    const a = v128.load(from);
    const b = v128.load(from + stride);
    v128.store(to, v128.shuffle<u64>(a, b, 0, 2));
    v128.store(to + bytes, v128.shuffle<u64>(a, b, 1, 3));
  } else {
    const a = v128.load(from);
    const b = v128.load(from + stride);
    const c = v128.load(from + 2 * stride);
    const d = v128.load(from + 3 * stride);
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const AB = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const CD = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
    v128.store(to + bytes, v128.shuffle<u64>(ab, cd, 1, 3));
    v128.store(to + 2 * bytes, v128.shuffle<u64>(AB, CD, 0, 2));
    v128.store(to + 3 * bytes, v128.shuffle<u64>(AB, CD, 1, 3));
  }
}

/** Lines that run along the inner axis, `stride` apart: transposed while packing. */
// @ts-ignore: decorator
@inline
function packAcross<T>(to: usize, from: usize, stride: usize, steps: usize, lines: usize, width: usize): void {
  const lanes = 16 / sizeof<T>();
  const bytes = width * sizeof<T>();
  let p: usize = 0;
  if (lines == width) {
    for (; p + lanes <= steps; p += lanes, to += lanes * bytes, from += 16) {
      for (let j: usize = 0; j < width; j += lanes) {
        transposeBlock<T>(to + j * sizeof<T>(), bytes, from + j * stride, stride);
      }
    }
  }
  for (; p < steps; p++, to += bytes, from += sizeof<T>()) {
    for (let j: usize = 0; j < width; j++) {
      store<T>(to + j * sizeof<T>(), j < lines ? load<T>(from + j * stride) : 0);
    }
  }
}

/** Packs `lines` lines and `steps` steps into panels of `width` lines.
 *  lineStride, stepStride: bytes from one line, one step to the next; one of them is an element */
// @ts-ignore: decorator
@inline
export function pack<T>(
  to: usize, from: usize, lineStride: usize, stepStride: usize, steps: usize, lines: usize, width: usize,
): void {
  for (let line: usize = 0; line < lines; line += width) {
    const count = min<usize>(width, lines - line);
    if (lineStride == sizeof<T>()) packNeighbours<T>(to, from, stepStride, steps, count, width);
    else packAcross<T>(to, from, lineStride, steps, count, width);
    to += steps * width * sizeof<T>();
    from += width * lineStride;
  }
}
