import { type Engine, type FloatArray, referenceEngine, type Storage } from "@retrograd/core";

// older tensors stay where they are, so that a long test does not move all that it ever made
const recent = 400;

/** The reference engine on a memory that moves with every tensor: views from before are then empty, as those of WebAssembly
 *  memory that has grown. */
export function movingEngine(): Engine {
  const arrays: FloatArray[] = [];
  return {
    ...referenceEngine,
    allocate(dtype, length): Storage {
      for (let i = Math.max(0, arrays.length - recent); i < arrays.length; i++) arrays[i] = moved(arrays[i]);
      // tensors are parts of a larger memory
      const buffer = new ArrayBuffer(8 * length + 8);
      const array =
        dtype === "f32" ? new Float32Array(buffer, 0, length) : new Float64Array(buffer, 0, length);
      const index = arrays.push(array) - 1;
      return { array: () => arrays[index] ?? new Float64Array() };
    },
  };
}

/** The same numbers in another buffer; the earlier array becomes empty. */
function moved(array: FloatArray | undefined): FloatArray {
  if (array === undefined || !(array.buffer instanceof ArrayBuffer)) return new Float64Array();
  const [length, buffer] = [array.length, structuredClone(array.buffer, { transfer: [array.buffer] })];
  return array instanceof Float32Array
    ? new Float32Array(buffer, 0, length)
    : new Float64Array(buffer, 0, length);
}
