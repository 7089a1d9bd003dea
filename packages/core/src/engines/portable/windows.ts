import type { FloatArray } from "../../dtype.js";
import type { WindowKernels, WindowLayout } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { Range } from "./partition.js";
import type { Flag } from "./product-parts.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf } from "./sharing.js";

/** The kernels' arguments for the windows of a plane. */
function windowsOf(layout: WindowLayout) {
  const { height, width, kernelY, kernelX, strideY, strideX, padY, padX, dilationY, dilationX } = layout;
  return [
    ...([height, width, kernelY, kernelX, strideY, strideX] as const),
    ...([padY, padX, dilationY, dilationX, layout.outY, layout.outX] as const),
  ] as const;
}

const flag = (is: boolean): Flag => (is ? 1 : 0);

/** Numbers of a plane, its windows, and what all windows of all planes read. */
function sizesOf({ count, channels, height, width, kernelY, kernelX, outY, outX }: WindowLayout) {
  const [planes, numbers, windows] = [count * channels, height * width, outY * outX];
  return { planes, numbers, windows, work: planes * windows * kernelY * kernelX };
}

/** The arguments of im2col and col2im for a range of rows or channels. */
function columnParts(out: FloatArray, from: FloatArray, layout: WindowLayout) {
  const windows = windowsOf(layout);
  return ([begin, end]: Range) =>
    [out.byteOffset, from.byteOffset, layout.count, layout.channels, ...windows, begin, end] as const;
}

/** The kernels of windows: columns in parts of their rows, pictures from columns in parts of the channels, pools in parts of
 *  the planes. No sum is divided, so the bits are those of one thread. */
export function windowKernels(share: ShareRanges): WindowKernels {
  return {
    im2col(out, x, layout) {
      const range = { length: layout.channels * layout.kernelY * layout.kernelX, work: out.length };
      share(`im2col${typeSuffix(out)}`, range, columnParts(out, x, layout));
    },
    col2im(x, columns, layout) {
      const range = { length: layout.channels, work: columns.length };
      share(`col2im${typeSuffix(x)}`, range, columnParts(x, columns, layout));
    },
    maxPool(out, indices, x, layout) {
      const { planes, numbers, windows, work } = sizesOf(layout);
      share(`maxPool${typeSuffix(out)}`, { length: planes, work }, ([begin, end]) => [
        addressOf(out, begin * windows),
        addressOf(indices, begin * windows),
        addressOf(x, begin * numbers),
        end - begin,
        ...windowsOf(layout),
      ]);
    },
    maxPoolGradient(dx, dy, indices, layout) {
      const { planes, numbers, windows } = sizesOf(layout);
      share(`maxPoolGradient${typeSuffix(dx)}`, { length: planes, work: dx.length }, ([begin, end]) => [
        addressOf(dx, begin * numbers),
        addressOf(dy, begin * windows),
        addressOf(indices, begin * windows),
        end - begin,
        numbers,
        windows,
      ]);
    },
    averagePool(out, x, layout) {
      const { planes, numbers, windows, work } = sizesOf(layout);
      share(`averagePool${typeSuffix(out)}`, { length: planes, work }, ([begin, end]) => [
        addressOf(out, begin * windows),
        addressOf(x, begin * numbers),
        end - begin,
        ...windowsOf(layout),
        flag(layout.countPadding),
      ]);
    },
    averagePoolGradient(dx, dy, layout) {
      const { planes, numbers, windows, work } = sizesOf(layout);
      share(`averagePoolGradient${typeSuffix(dx)}`, { length: planes, work }, ([begin, end]) => [
        addressOf(dx, begin * numbers),
        addressOf(dy, begin * windows),
        end - begin,
        ...windowsOf(layout),
        flag(layout.countPadding),
      ]);
    },
  };
}
