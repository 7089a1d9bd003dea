import type { Environment } from "../environment.js";
import { type Colours, coloursFor, isInteractive } from "./colour.js";
import { formatDocument } from "./document.js";
import { createLiveLine, type LiveLine } from "./live-line.js";
import { printable } from "./printable.js";
import { wrap } from "./wrap.js";

/** What every command takes. */
export interface OutputFlags {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Where a command says things: results on stdout, everything else on stderr. */
export interface Terminal {
  /** Colours of stdout. */
  readonly colours: Colours;
  /** Colours of stderr. */
  readonly noteColours: Colours;
  /** Width of stdout in characters. */
  readonly width: number;
  /** Whether a person watches stdout. */
  readonly interactive: boolean;
  readonly quiet: boolean;
  readonly line: LiveLine;
  /** Width of the live line. */
  readonly lineWidth: number;
  /** A result in words; nothing with --json. */
  result(text: string): void;
  /** Lines that a CI service takes for its commands, as `workflowCommand` makes them; nothing with --json. */
  commands(lines: readonly string[]): void;
  /** The result as a document, with --json. */
  document(content: Readonly<Record<string, unknown>>): void;
  /** A remark, unless --quiet; broken between words on a terminal. */
  note(text: string): void;
  /** A warning, even with --quiet. */
  warn(text: string): void;
  /** A remark for --verbose. */
  detail(text: string): void;
}

/** The terminal of a command. */
export function createTerminal(environment: Environment, flags: OutputFlags): Terminal {
  const { stdout, stderr, variables } = environment;
  const { json = false, quiet = false, verbose = false } = flags;
  const live = isInteractive(stderr, variables) && !quiet;
  const told = (text: string) => (isInteractive(stderr, variables) ? wrap(text, stderr.columns) : text);
  const line = createLiveLine(stderr, () => environment.clock(), live);
  const [colours, noteColours] = [coloursFor(stdout, variables), coloursFor(stderr, variables)];
  const say = (text: string) => {
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
    note: (text) => quiet || say(told(text)),
    warn: say,
    detail: (text) => verbose && say(text),
  };
}
