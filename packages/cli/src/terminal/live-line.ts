import type { OutputStream } from "../environment.js";
import { oneLine } from "./printable.js";

// often enough to look alive, seldom enough to cost nothing
const interval = 80;
const eraseLine = "\r\u001b[K";

/** One line that is redrawn in place while work goes on. */
export interface LiveLine {
  /** Draws the line, unless it was drawn a moment ago. */
  show(render: () => string): void;
  /** Takes the line away, before anything else is written. */
  clear(): void;
}

/** A live line on a stream; does nothing where `enabled` is false. */
export function createLiveLine(stream: OutputStream, clock: () => number, enabled: boolean): LiveLine {
  let drawnAt = -Infinity;
  let shown = false;
  return {
    show(render) {
      if (!enabled) return;
      const now = clock();
      if (now - drawnAt < interval) return;
      drawnAt = now;
      shown = true;
      stream.write(`${eraseLine}${oneLine(render(), true)}`);
    },
    clear() {
      if (shown) stream.write(eraseLine);
      shown = false;
      drawnAt = -Infinity;
    },
  };
}
