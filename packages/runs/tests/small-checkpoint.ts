import { unsealed } from "../src/checkpoint/checkpoint-file.js";
import { seal } from "../src/node/checkpoints/seal.js";
import { encodeSafetensors } from "../src/safetensors/safetensors.js";

/** A small checkpoint with different numbers for each step. */
export function smallCheckpoint(step: number): Uint8Array {
  const values = Float32Array.from({ length: 10 }, (_, i) => i * step);
  const metadata = { sha256: unsealed, format: "retrograd", state: `{"step":${step}}` };
  return encodeSafetensors([{ name: "Affine1.W", shape: [10], values }], metadata);
}

/** The same checkpoint with its seal, as it is on the disk. */
export function sealedCheckpoint(step: number): Uint8Array {
  const checkpoint = smallCheckpoint(step);
  seal(checkpoint);
  return checkpoint;
}
