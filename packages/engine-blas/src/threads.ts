import { availableParallelism } from "node:os";
import { RetrogradError } from "@retrograd/core";

/** How many threads a product may use: what is asked for, else RETROGRAD_THREADS, else every processor that this
 *  process may run on.
 *  @throws RetrogradError E_ENGINE when it is not a whole number from 1 */
export function threadCount(
  asked: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  if (asked !== undefined) return checked("threads", String(asked));
  const { RETROGRAD_THREADS: text } = environment;
  return text === undefined || text === "" ? availableParallelism() : checked("RETROGRAD_THREADS", text);
}

function checked(source: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RetrogradError("E_ENGINE", `${source} must be a whole number from 1 to 9999, got ${text}`);
}
