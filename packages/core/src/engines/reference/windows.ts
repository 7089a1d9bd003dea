import type { WindowKernels, WindowLayout } from "../../engine.js";

/** A number of a window. */
interface WindowNumber {
  /** The plane: count times channels. */
  readonly plane: number;
  /** Position of the window among those of its plane. */
  readonly window: number;
  /** Position of the number in the window. */
  readonly offset: number;
  /** Its position in x, undefined where it is padding. */
  readonly position: number | undefined;
}

/** Calls `visit` for every number of every window, window after window. */
function forEachNumber(layout: WindowLayout, visit: (number: WindowNumber) => void): void {
  const { count, channels, height, width, kernelY, kernelX, outY, outX } = layout;
  for (let plane = 0; plane < count * channels; plane++) {
    for (let oy = 0; oy < outY; oy++) {
      for (let ox = 0; ox < outX; ox++) {
        for (let ky = 0; ky < kernelY; ky++) {
          for (let kx = 0; kx < kernelX; kx++) {
            const y = oy * layout.strideY - layout.padY + ky * layout.dilationY;
            const x = ox * layout.strideX - layout.padX + kx * layout.dilationX;
            const isInside = y >= 0 && y < height && x >= 0 && x < width;
            visit({
              plane,
              window: oy * outX + ox,
              offset: ky * kernelX + kx,
              position: isInside ? (plane * height + y) * width + x : undefined,
            });
          }
        }
      }
    }
  }
}

/** Position in [channels kernelY kernelX, count outY outX] of a number of a window. */
function columnPosition(layout: WindowLayout, { plane, window, offset }: WindowNumber): number {
  const { count, channels, kernelY, kernelX, outY, outX } = layout;
  const [picture, channel] = [Math.floor(plane / channels), plane % channels];
  const row = channel * kernelY * kernelX + offset;
  return (row * count + picture) * outY * outX + window;
}

/** How many elements the mean of each window has. */
function counts(layout: WindowLayout & { readonly countPadding: boolean }): Float64Array {
  const { count, channels, outY, outX, countPadding } = layout;
  const result = new Float64Array(count * channels * outY * outX);
  forEachNumber(layout, ({ plane, window, position }) => {
    if (countPadding || position !== undefined) result[plane * outY * outX + window]++;
  });
  return result;
}

export const windowKernels: WindowKernels = {
  im2col(out, x, layout) {
    forEachNumber(layout, (number) => {
      out[columnPosition(layout, number)] = number.position === undefined ? 0 : x[number.position];
    });
  },
  col2im(x, columns, layout) {
    x.fill(0);
    // adds in the order of the rows of `columns`
    const { kernelY, kernelX } = layout;
    for (let row = 0; row < kernelY * kernelX; row++) {
      forEachNumber(layout, (number) => {
        if (number.position !== undefined && number.offset === row)
          x[number.position] += columns[columnPosition(layout, number)];
      });
    }
  },
  maxPool(out, indices, x, layout) {
    const [windows, numbers] = [layout.outY * layout.outX, layout.height * layout.width];
    indices.fill(-1);
    forEachNumber(layout, ({ plane, window, position }) => {
      if (position === undefined) return;
      const target = plane * windows + window;
      const [value, best] = [x[position], out[target]];
      const isFirst = indices[target] === -1;
      if (isFirst || value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
        out[target] = value;
        indices[target] = position - plane * numbers;
      }
    });
  },
  maxPoolGradient(dx, dy, indices, layout) {
    const [windows, numbers] = [layout.outY * layout.outX, layout.height * layout.width];
    dx.fill(0);
    for (let i = 0; i < dy.length; i++) dx[Math.floor(i / windows) * numbers + indices[i]] += dy[i];
  },
  averagePool(out, x, layout) {
    const windows = layout.outY * layout.outX;
    const totals = new Float64Array(out.length);
    forEachNumber(layout, ({ plane, window, position }) => {
      if (position !== undefined) totals[plane * windows + window] += x[position];
    });
    const numbers = counts(layout);
    out.set(totals.map((total, i) => total / numbers[i]));
  },
  averagePoolGradient(dx, dy, layout) {
    const windows = layout.outY * layout.outX;
    const numbers = counts(layout);
    dx.fill(0);
    forEachNumber(layout, ({ plane, window, position }) => {
      const source = plane * windows + window;
      if (position !== undefined) dx[position] += dy[source] / numbers[source];
    });
  },
};
