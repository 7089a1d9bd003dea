import { dirname, join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { templates } from "../../templates/templates.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";
import { checkNew, writeNew } from "../../write-new.js";

/** Arguments of `retrograd init`. */
export interface InitArguments extends OutputFlags {
  readonly template: string;
  readonly out: string;
}

/** Writes a commented experiment to start with, and the data that it needs. Never overwrites a file. */
export async function init(args: InitArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const template = templates.find(({ name }) => name === args.template);
  if (template === undefined) {
    const names = templates.map(({ name }) => name).join(", ");
    throw new RetrogradError(
      "E_USAGE",
      `there is no template "${visibleText(args.template)}". Known: ${names}`,
    );
  }
  const folder = dirname(args.out);
  const files = [
    { path: args.out, content: template.experiment },
    ...(await template.files()).map(({ name, content }) => ({ path: join(folder, name), content })),
  ];
  for (const { path } of files) checkNew(path, environment);
  for (const { path, content } of files) writeNew(path, content, environment);
  for (const { path } of files) terminal.result(`wrote ${visibleText(path)}`);
  terminal.note(visibleText(`next: retrograd train ${shellWord(args.out)}`));
  terminal.document({ template: template.name, files: files.map(({ path }) => path) });
  return exitCodes.ok;
}
