import type { Environment } from "../environment.js";
import { type Colours, coloursFor, isInteractive } from "./colour.js";
import { formatDocument } from "./document.js";
import { createLiveLine, type LiveLine } from "./live-line.js";
import { printable } from "./printable.js";
import { wrap } from "./wrap.js";

/** The flags of every command. */
export interface OutputFlags {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** The output of a command: results on stdout, everything else on stderr. */
export interface Terminal {
  /** Colours of stdout. */
  readonly colours: Colours;
  /** Colours of stderr. */
  readonly noteColours: Colours;
  /** Width of stdout in characters. */
  readonly width: number;
  /** Whether stdout is a terminal that can move its cursor. */
  readonly interactive: boolean;
  readonly quiet: boolean;
  readonly line: LiveLine;
  /** Width of the live line. */
  readonly lineWidth: number;
  /** Prints a result as text; nothing with --json. */
  result(text: string): void;
  /** Prints workflow commands for a CI service; nothing with --json. */
  commands(lines: readonly string[]): void;
  /** Prints the result as a document, only with --json. */
  document(content: Readonly<Record<string, unknown>>): void;
  /** Prints a note, except with --quiet; wrapped between words on a terminal. */
  note(text: string): void;
  /** Prints a warning, also with --quiet. */
  warn(text: string): void;
  /** Prints a detail, only with --verbose. */
  detail(text: string): void;
}

/** Creates the terminal of a command. */
export function createTerminal(environment: Environment, flags: OutputFlags): Terminal {
  const { stdout, stderr, variables } = environment;
  const { json = false, quiet = false, verbose = false } = flags;
  const live = isInteractive(stderr, variables) && !quiet;
  const wrapped = (text: string) => (isInteractive(stderr, variables) ? wrap(text, stderr.columns) : text);
  const line = createLiveLine(stderr, () => environment.clock(), live);
  const [colours, noteColours] = [coloursFor(stdout, variables), coloursFor(stderr, variables)];
  const print = (text: string) => {
    line.clear();
    stderr.write(`${printable(text, noteColours.isColorSupported)}\n`);
  };
  return {
    colours,
    noteColours,
    get width() {
      return stdout.columns;
    },
    get lineWidth() {
      return stderr.columns;
    },
    interactive: isInteractive(stdout, variables),
    quiet,
    line,
    result(text) {
      if (json) return;
      line.clear();
      stdout.write(`${printable(text, colours.isColorSupported)}\n`);
    },
    commands(lines) {
      if (json) return;
      line.clear();
      for (const command of lines) stdout.write(`${command}\n`);
    },
    document(content) {
      if (!json) return;
      line.clear();
      stdout.write(formatDocument(content));
    },
    note: (text) => quiet || print(wrapped(text)),
    warn: print,
    detail: (text) => verbose && print(text),
  };
}
