import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import { ownVersion } from "@retrograd/node/command";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { layerNames } from "../../new-layer/layer-names.js";
import { packageFiles } from "../../new-layer/package-files.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";

/** Arguments of `retrograd new-layer`. */
export interface NewLayerArguments extends OutputFlags {
  readonly name: string;
  readonly package?: string | undefined;
  readonly out?: string | undefined;
}

/** Writes a package with a new layer, ready to be proved and published. Never writes into a folder that is not empty. */
export async function newLayer(args: NewLayerArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const names = layerNames(args.name, args.package);
  const folder = args.out ?? names.package.replace(/^@.*\//, "");
  const path = resolve(environment.directory, folder);
  checkEmpty(path, folder);
  const files = packageFiles(names, ownVersion());
  for (const file of files) write(join(path, file.path), file.content);
  for (const file of files) terminal.result(`wrote ${visibleText(join(folder, file.path))}`);
  terminal.note(visibleText(`next: cd ${shellWord(folder)} && npm install && npm test`));
  terminal.document({
    name: names.package,
    type: names.type,
    path: folder,
    files: files.map((file) => file.path),
  });
  return exitCodes.ok;
}

function checkEmpty(path: string, folder: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return;
  throw new RetrogradError(
    "E_FILE",
    `${visibleText(folder)} already exists and is not overwritten: pass another folder with --out`,
  );
}

function write(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // "wx" also refuses a file that was created since the check
    writeFileSync(path, content, { flag: "wx" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", visibleText(`${path} cannot be written: ${reason}`), { cause: error });
  }
}
