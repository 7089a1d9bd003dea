import { RetrogradError } from "@retrograd/core";
import { Inflate } from "fflate";
import { formatError } from "../format-error.js";

const pieceLength = 16384;
// the largest ratio that deflate can reach is 1032:1
const maxRatio = 1032;
const maxLength = 2 ** 30;

/** Options of `inflateExactly`. */
export interface InflateOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** The inflated length that the file claims. */
  readonly claimed: number;
  /** The part of the file that claims it, for errors: "its archive". */
  readonly claimant: string;
  /** Throws if the first inflated bytes contradict the claimed length. Called again with more bytes until it returns true. */
  check?(start: Uint8Array, claimed: number): boolean;
}

/** Inflates raw deflate data to exactly the claimed length, at most 1 GiB. Stops at the first byte beyond it.
 *  Source: RFC 1951.
 *  @throws RetrogradError E_DATA_FORMAT when the data are damaged, too large, or `check` refuses them */
export function inflateExactly(
  data: Uint8Array,
  { name, claimed, claimant, check }: InflateOptions,
): Uint8Array {
  if (claimed > maxLength)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, ${claimant} claims ${claimed} bytes`,
    );
  if (claimed > maxRatio * data.length) {
    throw formatError(name, `is truncated or damaged: ${data.length} bytes cannot inflate to ${claimed}`);
  }
  const out = new Uint8Array(claimed);
  let length = 0;
  let checked = check === undefined;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > claimed) {
      throw formatError(name, `inflates to more than the ${claimed} bytes ${claimant} claims: damaged`);
    }
    out.set(chunk, length);
    length += chunk.length;
    if (!checked) checked = check?.(out.subarray(0, length), claimed) ?? true;
  });
  try {
    for (let offset = 0; offset < data.length; offset += pieceLength) {
      const next = Math.min(offset + pieceLength, data.length);
      inflate.push(data.subarray(offset, next), next === data.length);
      // everything is inflated; only an empty block of 5 bytes may follow
      if (length === claimed && data.length - next > 64)
        throw formatError(name, "has bytes after its compressed data");
    }
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    const cause = error instanceof Error ? ` (${error.message})` : "";
    throw formatError(name, `is truncated or damaged: its compressed data cannot be inflated${cause}`);
  }
  if (length !== claimed) {
    throw formatError(
      name,
      `is truncated or damaged: it inflates to ${length} bytes, ${claimant} claims ${claimed}`,
    );
  }
  return out;
}
