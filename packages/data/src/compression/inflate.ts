import { RetrogradError } from "@retrograd/core";
import { Inflate } from "fflate";
import { formatError } from "../format-error.js";

const pieceLength = 16384;
// the largest ratio that deflate can reach is 1032:1
const maxRatio = 1032;
const maxLength = 2 ** 30;

/** Options of `inflatePieces`. */
export interface InflateOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Length of the compressed data in bytes. */
  readonly packed: number;
  /** The inflated length that the file claims. */
  readonly claimed: number;
  /** The part of the file that claims it, for errors: "its archive". */
  readonly claimant: string;
}

/** Throws if the first inflated bytes contradict the claimed length. Called again with more bytes until it returns true. */
export type CheckStart = (start: Uint8Array, claimed: number) => boolean;

/** Inflates raw deflate data to exactly the claimed length, at most 1 GiB. Stops at the first byte beyond it.
 *  Source: RFC 1951.
 *  @throws RetrogradError E_DATA_FORMAT when the data are damaged, too large, or `check` refuses them */
export function inflateExactly(
  data: Uint8Array,
  { check, ...options }: Omit<InflateOptions, "packed"> & { readonly check?: CheckStart },
): Uint8Array {
  const { name, claimed, claimant } = options;
  if (claimed > maxLength)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, ${claimant} claims ${claimed} bytes`,
    );
  let out: Uint8Array = new Uint8Array(0);
  let length = 0;
  let checked = check === undefined;
  const inflate = exactInflate({ ...options, packed: data.length }, (chunk) => {
    out.set(chunk, length);
    length += chunk.length;
    if (!checked) checked = check?.(out.subarray(0, length), claimed) ?? true;
  });
  out = new Uint8Array(claimed);
  for (let offset = 0; offset < data.length; offset += pieceLength)
    inflate.push(data.subarray(offset, offset + pieceLength));
  inflate.finish();
  return out;
}

/** Inflates raw deflate data to exactly the claimed length, piece by piece.
 *  @throws RetrogradError E_DATA_FORMAT when the data are damaged */
export async function* inflatePieces(
  pieces: AsyncIterable<Uint8Array>,
  options: InflateOptions,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const inflate = exactInflate(options, (chunk) => chunks.push(chunk));
  for await (const piece of pieces) {
    // small pieces, because one byte can inflate to a thousand
    for (let offset = 0; offset < piece.length; offset += pieceLength) {
      inflate.push(piece.subarray(offset, offset + pieceLength));
      yield* chunks.splice(0);
    }
  }
  inflate.finish();
}

/** An inflater that passes on at most the claimed length, and refuses data of another length. */
function exactInflate(
  { name, packed, claimed, claimant }: InflateOptions,
  emit: (chunk: Uint8Array) => void,
) {
  if (claimed > maxRatio * packed)
    throw formatError(name, `is truncated or damaged: ${packed} bytes cannot inflate to ${claimed}`);
  let length = 0;
  let pushed = 0;
  const inflate = new Inflate((chunk) => {
    length += chunk.length;
    if (length > claimed)
      throw formatError(name, `inflates to more than the ${claimed} bytes ${claimant} claims: damaged`);
    emit(chunk);
  });
  return {
    push(piece: Uint8Array): void {
      pushed += piece.length;
      try {
        inflate.push(piece, pushed === packed);
      } catch (error) {
        if (error instanceof RetrogradError) throw error;
        const cause = error instanceof Error ? ` (${error.message})` : "";
        throw formatError(name, `is truncated or damaged: its compressed data cannot be inflated${cause}`);
      }
      // everything is inflated; only an empty block of 5 bytes may follow
      if (length === claimed && packed - pushed > 64)
        throw formatError(name, "has bytes after its compressed data");
    },
    finish(): void {
      if (length === claimed) return;
      throw formatError(
        name,
        `is truncated or damaged: it inflates to ${length} bytes, ${claimant} claims ${claimed}`,
      );
    },
  };
}
