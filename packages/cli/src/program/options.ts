import { InvalidArgumentError, Option } from "@commander-js/extra-typings";

/** Flags that several commands share. */
export const json = new Option("--json", "print one JSON document on stdout and nothing else");
export const quiet = new Option("-q, --quiet", "only the result");
export const verbose = new Option("--verbose", "more about what happens, on stderr");

export const plugins = new Option(
  "--plugin <name|file>",
  "load a package or a .js file of layers (may be repeated)",
).argParser(collect);

export const overrides = new Option(
  "--set <path=value>",
  "override one value: train.optimizer.SGD.lr=0.05 (may be repeated)",
).argParser(collect);

export const seed = new Option("--seed <number>", "override the seed").argParser(wholeNumber);

export const engine = new Option("--engine <name>", "override the engine: auto, blas, portable or reference");

export const dataDirectory = new Option("--data-dir <dir>", "folder to look for data sets in first");

/** Examples for the end of a command's help. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const shown = lines.map(([command, meaning]) => `  $ ${command.padEnd(width)}   ${meaning}`);
  return `\nExamples:\n${shown.join("\n")}\n`;
}

/** Reads a positive whole number. */
export function count(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It must be a whole number from 1.");
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError("It must be a whole number from 0.");
  }
  return Number(text);
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
