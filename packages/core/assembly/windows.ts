// Windows that move over the planes of pictures: columns for convolutions, and pools.
// Geometry: pictures [count, channels, height, width], windows of kernelY x kernelX that start at multiples of the stride minus
// the padding, their numbers `dilation` apart: [outY, outX] windows in a plane. Behind the border all is 0.
import { copyBytes } from "./copy";

/** First window whose number at `offset` lies within the plane. */
// @ts-ignore: decorator
@inline
function firstInside(offset: isize, stride: isize, windows: isize): isize {
  if (offset >= 0) return 0;
  return min<isize>(windows, (stride - 1 - offset) / stride);
}

/** The window behind the last one whose number at `offset` lies within the plane. */
// @ts-ignore: decorator
@inline
function endInside(offset: isize, stride: isize, windows: isize, length: isize): isize {
  const last = length - 1 - offset;
  return last < 0 ? 0 : min<isize>(windows, last / stride + 1);
}

/** out [channels kernelY kernelX, count outY outX], its rows from `begin` to `end`:
 *  out[(c, ky, kx), (n, oy, ox)] = x[n, c, oy strideY - padY + ky dilationY, ox strideX - padX + kx dilationX] */
function im2col<T>(
  out: usize, x: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  const size = <isize>sizeof<T>();
  const plane = height * width * size;
  out += begin * count * outY * outX * size;
  for (let row = begin; row < end; row++) {
    const channel = row / (kernelY * kernelX);
    const offsetY = ((row / kernelX) % kernelY) * dilationY - padY;
    const offsetX = (row % kernelX) * dilationX - padX;
    const first = firstInside(offsetX, strideX, outX);
    const last = max<isize>(first, endInside(offsetX, strideX, outX, width));
    for (let n: isize = 0; n < count; n++) {
      const from = x + (n * channels + channel) * plane;
      for (let oy: isize = 0; oy < outY; oy++) {
        const iy = oy * strideY + offsetY;
        if (iy < 0 || iy >= height) {
          for (let ox: isize = 0; ox < outX; ox++) store<T>(out + ox * size, 0);
        } else {
          let line = from + (iy * width + first * strideX + offsetX) * size;
          for (let ox: isize = 0; ox < first; ox++) store<T>(out + ox * size, 0);
          if (strideX == 1) copyBytes(out + first * size, line, (last - first) * size);
          else {
            for (let ox = first; ox < last; ox++) {
              store<T>(out + ox * size, load<T>(line));
              line += strideX * size;
            }
          }
          for (let ox = last; ox < outX; ox++) store<T>(out + ox * size, 0);
        }
        out += outX * size;
      }
    }
  }
}

/** The adjoint of im2col: each number of x is the sum of those in `columns` that were read from it, in the order of the
 *  rows. Channels from `begin` to `end`. */
function col2im<T>(
  x: usize, columns: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  const size = <isize>sizeof<T>();
  const plane = height * width * size;
  const windows = outY * outX * size;
  for (let channel = begin; channel < end; channel++) {
    for (let n: isize = 0; n < count; n++) {
      const to = x + (n * channels + channel) * plane;
      memory.fill(to, 0, plane);
      for (let ky: isize = 0; ky < kernelY; ky++) {
        const offsetY = ky * dilationY - padY;
        for (let kx: isize = 0; kx < kernelX; kx++) {
          const offsetX = kx * dilationX - padX;
          const first = firstInside(offsetX, strideX, outX);
          const last = max<isize>(first, endInside(offsetX, strideX, outX, width));
          const row = (channel * kernelY + ky) * kernelX + kx;
          const from = columns + (row * count + n) * windows;
          for (let oy: isize = 0; oy < outY; oy++) {
            const iy = oy * strideY + offsetY;
            if (iy < 0 || iy >= height) continue;
            let at = from + (oy * outX + first) * size;
            let line = to + (iy * width + first * strideX + offsetX) * size;
            let ox = first;
            if (strideX == 1) {
              for (; ox + 16 / size <= last; ox += 16 / size) {
                v128.store(line, v128.add<T>(v128.load(line), v128.load(at)));
                line += 16;
                at += 16;
              }
            }
            for (; ox < last; ox++) {
              store<T>(line, load<T>(line) + load<T>(at));
              line += strideX * size;
              at += size;
            }
          }
        }
      }
    }
  }
}

/** Largest number of each window of `planes` planes and its position in the plane: the first of equals; NaN is the largest. */
function maxPool<T>(
  out: usize, indices: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize,
): void {
  const size = <isize>sizeof<T>();
  for (let p: isize = 0; p < planes; p++) {
    for (let oy: isize = 0; oy < outY; oy++) {
      for (let ox: isize = 0; ox < outX; ox++) {
        let best: T = 0;
        let index: isize = -1;
        for (let ky: isize = 0; ky < kernelY; ky++) {
          const iy = oy * strideY - padY + ky * dilationY;
          if (iy < 0 || iy >= height) continue;
          for (let kx: isize = 0; kx < kernelX; kx++) {
            const ix = ox * strideX - padX + kx * dilationX;
            if (ix < 0 || ix >= width) continue;
            const at = iy * width + ix;
            const value = load<T>(x + at * size);
            if (index < 0 || value > best || (value != value && best == best)) {
              best = value;
              index = at;
            }
          }
        }
        store<T>(out, best);
        store<T>(indices, <T>index);
        out += size;
        indices += size;
      }
    }
    x += height * width * size;
  }
}

/** dx [planes, numbers]: each dy is added at its index of the plane. dy, indices: [planes, windows] */
function maxPoolGradient<T>(
  dx: usize, dy: usize, indices: usize, planes: isize, numbers: isize, windows: isize,
): void {
  const size = <isize>sizeof<T>();
  memory.fill(dx, 0, planes * numbers * size);
  for (let p: isize = 0; p < planes; p++) {
    for (let i: isize = 0; i < windows; i++) {
      const at = dx + <isize>load<T>(indices) * size;
      store<T>(at, load<T>(at) + load<T>(dy));
      dy += size;
      indices += size;
    }
    dx += numbers * size;
  }
}

/** Numbers of a window that lie within the plane along one axis. */
// @ts-ignore: decorator
@inline
function inside(from: isize, kernel: isize, dilation: isize, length: isize): isize {
  return endInside(from, dilation, kernel, length) - firstInside(from, dilation, kernel);
}

/** Mean of each window, with padding counted as zeros or left out. */
function averagePool<T>(
  out: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  const size = <isize>sizeof<T>();
  for (let p: isize = 0; p < planes; p++) {
    for (let oy: isize = 0; oy < outY; oy++) {
      const fromY = oy * strideY - padY;
      for (let ox: isize = 0; ox < outX; ox++) {
        const fromX = ox * strideX - padX;
        let total: f64 = 0;
        for (let ky: isize = 0; ky < kernelY; ky++) {
          const iy = fromY + ky * dilationY;
          if (iy < 0 || iy >= height) continue;
          for (let kx: isize = 0; kx < kernelX; kx++) {
            const ix = fromX + kx * dilationX;
            if (ix >= 0 && ix < width) total += <f64>load<T>(x + (iy * width + ix) * size);
          }
        }
        const count = countPadding
          ? kernelY * kernelX
          : inside(fromY, kernelY, dilationY, height) * inside(fromX, kernelX, dilationX, width);
        store<T>(out, <T>(total / <f64>count));
        out += size;
      }
    }
    x += height * width * size;
  }
}

/** The adjoint of averagePool. */
function averagePoolGradient<T>(
  dx: usize, dy: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  const size = <isize>sizeof<T>();
  memory.fill(dx, 0, planes * height * width * size);
  for (let p: isize = 0; p < planes; p++) {
    for (let oy: isize = 0; oy < outY; oy++) {
      const fromY = oy * strideY - padY;
      for (let ox: isize = 0; ox < outX; ox++) {
        const fromX = ox * strideX - padX;
        const count = countPadding
          ? kernelY * kernelX
          : inside(fromY, kernelY, dilationY, height) * inside(fromX, kernelX, dilationX, width);
        const share = <f64>load<T>(dy) / <f64>count;
        dy += size;
        for (let ky: isize = 0; ky < kernelY; ky++) {
          const iy = fromY + ky * dilationY;
          if (iy < 0 || iy >= height) continue;
          for (let kx: isize = 0; kx < kernelX; kx++) {
            const ix = fromX + kx * dilationX;
            if (ix < 0 || ix >= width) continue;
            const at = dx + (iy * width + ix) * size;
            store<T>(at, <T>(<f64>load<T>(at) + share));
          }
        }
      }
    }
    dx += height * width * size;
  }
}

export function im2colF32(
  out: usize, x: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  im2col<f32>(
    out, x, count, channels, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX,
    outY, outX, begin, end,
  );
}

export function im2colF64(
  out: usize, x: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  im2col<f64>(
    out, x, count, channels, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX,
    outY, outX, begin, end,
  );
}

export function col2imF32(
  x: usize, columns: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  col2im<f32>(
    x, columns, count, channels, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY,
    dilationX, outY, outX, begin, end,
  );
}

export function col2imF64(
  x: usize, columns: usize, count: isize, channels: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, begin: isize, end: isize,
): void {
  col2im<f64>(
    x, columns, count, channels, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY,
    dilationX, outY, outX, begin, end,
  );
}

export function maxPoolF32(
  out: usize, indices: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize,
): void {
  maxPool<f32>(
    out, indices, x, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX,
    outY, outX,
  );
}

export function maxPoolF64(
  out: usize, indices: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize,
): void {
  maxPool<f64>(
    out, indices, x, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX,
    outY, outX,
  );
}

export function maxPoolGradientF32(
  dx: usize, dy: usize, indices: usize, planes: isize, numbers: isize, windows: isize,
): void {
  maxPoolGradient<f32>(dx, dy, indices, planes, numbers, windows);
}

export function maxPoolGradientF64(
  dx: usize, dy: usize, indices: usize, planes: isize, numbers: isize, windows: isize,
): void {
  maxPoolGradient<f64>(dx, dy, indices, planes, numbers, windows);
}

export function averagePoolF32(
  out: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  averagePool<f32>(
    out, x, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX, outY,
    outX, countPadding,
  );
}

export function averagePoolF64(
  out: usize, x: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  averagePool<f64>(
    out, x, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX, outY,
    outX, countPadding,
  );
}

export function averagePoolGradientF32(
  dx: usize, dy: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  averagePoolGradient<f32>(
    dx, dy, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX, outY,
    outX, countPadding,
  );
}

export function averagePoolGradientF64(
  dx: usize, dy: usize, planes: isize, height: isize, width: isize,
  kernelY: isize, kernelX: isize, strideY: isize, strideX: isize, padY: isize, padX: isize,
  dilationY: isize, dilationX: isize, outY: isize, outX: isize, countPadding: bool,
): void {
  averagePoolGradient<f64>(
    dx, dy, planes, height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX, outY,
    outX, countPadding,
  );
}
