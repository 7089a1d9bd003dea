import { RetrogradError } from "@retrograd/core";
import { Inflate } from "fflate";
import { formatError } from "../format-error.js";

const piece = 16384;
// deflate cannot reach more than 1032:1
const steepest = 1032;
const largest = 2 ** 30;

/** What compressed data say of themselves. */
export interface InflateOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** The length that they claim to inflate to. */
  readonly claimed: number;
  /** Who claims it, for errors: "its end". */
  readonly claimant: string;
  /** Looks at the first inflated bytes and the claimed length; throws if they contradict each other. Called again as more
   *  bytes come, until it says true. */
  check?(start: Uint8Array, claimed: number): boolean;
}

/** Inflates raw deflate data to exactly the length that they claim, at most 1 GiB; stops at the first byte too many.
 *  Source: RFC 1951.
 *  @throws RetrogradError E_DATA_FORMAT when the data are damaged, too large, or `check` refuses them */
export function inflateExactly(
  data: Uint8Array,
  { name, claimed, claimant, check }: InflateOptions,
): Uint8Array {
  if (claimed > largest)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, ${claimant} claims ${claimed} bytes`,
    );
  if (claimed > steepest * data.length) {
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
    for (let at = 0; at < data.length; at += piece) {
      const next = Math.min(at + piece, data.length);
      inflate.push(data.subarray(at, next), next === data.length);
      // all is there, so what may follow is an empty block of 5 bytes
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
