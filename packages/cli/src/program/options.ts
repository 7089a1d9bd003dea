import {
  type Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
  type OptionValues,
} from "@commander-js/extra-typings";

const json = new Option("--json", "print one JSON document on stdout and nothing else");
const quiet = new Option("-q, --quiet", "print only the result");
const verbose = new Option("--verbose", "print more details on stderr");

/** Adds the flags of every command: `--json`, `--quiet` and `--verbose`. */
export function withOutputFlags<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  return command.addOption(json).addOption(quiet).addOption(verbose);
}

export const plugins = new Option(
  "--plugin <name|file>",
  "load a package, or a .js or .ts file, of layers, optimizers, metrics and more (may be repeated)",
).argParser(texts);

export const overrides = new Option(
  "--set <path=value>",
  "override one value: train.optimizer.SGD.lr=0.05 (may be repeated)",
).argParser(texts);

export const seed = new Option("--seed <number>", "override the seed").argParser(wholeNumber);

export const engine = new Option(
  "--engine <engine>",
  "override the engine: auto, blas, portable or reference",
).argParser(text);

export const dataDirectory = new Option("--data-dir <dir>", "first folder to search for data sets").argParser(
  text,
);

/** Adds the options of commands that read an experiment file, and the output flags. */
export function experimentFlags<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  addOptions(command, [plugins, overrides]);
  return withOutputFlags(
    command as unknown as Command<A, O & { set?: readonly string[]; plugin?: readonly string[] }, G>,
  );
}

/** Adds the options of commands that train, and the output flags. */
export function trainingFlags<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  addOptions(command, [overrides, seed, engine, dataDirectory, plugins]);
  return withOutputFlags(
    command as unknown as Command<
      A,
      O & {
        set?: readonly string[];
        seed?: number;
        engine?: string;
        dataDir?: string;
        plugin?: readonly string[];
      },
      G
    >,
  );
}

/** Adds the options of commands that train a run again, and the output flags. */
export function replayFlags<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  addOptions(command, [dataDirectory, plugins]);
  return withOutputFlags(
    command as unknown as Command<A, O & { dataDir?: string; plugin?: readonly string[] }, G>,
  );
}

// one call with a declared result: inferring it from a chain of five generic calls takes the compiler minutes
function addOptions(command: CommandUnknownOpts, options: readonly Option[]): void {
  for (const option of options) command.addOption(option);
}

/** Examples for the end of a command's help. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const text = lines.map(([command, meaning]) => `  $ ${command.padEnd(width)}   ${meaning}`).join("\n");
  return `\nExamples:\n${text}\n`;
}

/** Reads a positive whole number. */
export function count(value: string): number {
  const number = wholeNumber(value);
  if (number === 0) throw new InvalidArgumentError("It must be a whole number from 1.");
  return number;
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value))) {
    throw new InvalidArgumentError("It must be a whole number from 0.");
  }
  return Number(value);
}

/** Reads a step of finite differences, above 0 and up to 1e-3: larger steps are too inaccurate for a correct gradient to pass. */
export function differenceStep(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 1e-3))
    throw new InvalidArgumentError("It must be a number > 0 and at most 0.001.");
  return number;
}

/** Reads a number above 0. */
export function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return number;
}

/** Reads a name or a path: any text that is not empty. */
export function text(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must not be empty.");
  return value;
}

/** Collects the values of an option that may be repeated. */
export function texts(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), text(value)];
}
