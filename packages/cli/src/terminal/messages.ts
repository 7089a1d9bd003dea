import type { Messages, ReadingProgress } from "@retrograd/node/command";
import { renderPreflight } from "@retrograd/node/command";
import { formatPercent } from "@retrograd/node/format";
import { renderProgress } from "./progress-bar.js";
import type { Terminal } from "./terminal.js";

/** Messages that go to a terminal. */
export function terminalMessages(terminal: Terminal): Messages {
  return {
    warn: terminal.warn,
    note: terminal.note,
    detail: terminal.detail,
    reading: (progress) => showReading(terminal, progress),
    preflight: (checks) => renderPreflight(checks, terminal.noteColours),
  };
}

function showReading(
  { line, lineWidth, noteColours }: Terminal,
  { path, done, size }: ReadingProgress,
): void {
  const facts = [`reading ${path}`, formatPercent(done / size)];
  if (done < size) line.show(() => renderProgress({ done, total: size, facts }, lineWidth, noteColours));
  else line.clear();
}
