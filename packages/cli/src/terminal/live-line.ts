import type { OutputStream } from "../environment.js";
import { oneLine } from "./printable.js";

// milliseconds between two redraws
const interval = 80;
const eraseLine = "\r\u001b[K";

/** One line that is redrawn in place during a long operation. */
export interface LiveLine {
  /** Draws the line, at most every 80 ms. */
  show(render: () => string): void;
  /** Clears the line, before anything else is written. */
  clear(): void;
}

/** Creates a live line on a stream. It does nothing if `enabled` is false. */
export function createLiveLine(stream: OutputStream, clock: () => number, enabled: boolean): LiveLine {
  let drawnAt = -Infinity;
  let isVisible = false;
  return {
    show(render) {
      if (!enabled) return;
      const now = clock();
      if (now - drawnAt < interval) return;
      drawnAt = now;
      isVisible = true;
      stream.write(`${eraseLine}${oneLine(render(), true)}`);
    },
    clear() {
      if (isVisible) stream.write(eraseLine);
      isVisible = false;
      drawnAt = -Infinity;
    },
  };
}
