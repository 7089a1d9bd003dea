import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { templates } from "../templates/templates.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";

/** Arguments of `retrograd init`. */
export interface InitArguments extends OutputFlags {
  readonly template: string;
  readonly out: string;
}

/** Writes a commented experiment to begin with, and the data that it needs. Never overwrites a file. */
export async function init(args: InitArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const template = templates.find(({ name }) => name === args.template);
  if (template === undefined) {
    const known = templates.map(({ name }) => name).join(", ");
    throw new RetrogradError("E_USAGE", `there is no template "${args.template}". Known: ${known}`);
  }
  const folder = dirname(args.out);
  const files = [
    { path: args.out, content: template.experiment },
    ...(await template.files()).map(({ name, content }) => ({ path: join(folder, name), content })),
  ];
  for (const { path } of files) {
    if (existsSync(resolve(environment.directory, path))) throw alreadyThere(path);
  }
  for (const { path, content } of files) write(resolve(environment.directory, path), path, content);
  for (const { path } of files) terminal.result(`wrote ${path}`);
  terminal.note(`next: retrograd train ${args.out}`);
  terminal.document({ template: template.name, files: files.map(({ path }) => path) });
  return exitCodes.ok;
}

function alreadyThere(path: string): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `${path} exists already and is not overwritten: name another with --out`,
  );
}

function write(path: string, shown: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // "wx" refuses a file that came between the look and the writing
    writeFileSync(path, content, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw alreadyThere(shown);
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${shown} cannot be written: ${reason}`, { cause: error });
  }
}
