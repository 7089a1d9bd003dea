import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { Environment } from "../environment.js";

// spelled out, as what knows the files of runs is long to load for a check of one file
const isRun = (path: string) => existsSync(join(path, "run.json"));

const isYaml = (name: string) => /\.ya?ml$/i.test(name);

/** The experiments that words of a command line mean: a file or the folder of a run is itself, a folder all .yaml
 *  and .yml files in it and below, and what names neither may be a glob pattern that the shell left alone, which add
 *  what is not there yet. Folders are read in
 *  the order of their names; those that begin with a dot, `node_modules` and the folders of runs are left out of them.
 *  @throws RetrogradError E_FILE when a folder or a pattern holds none, or a folder cannot be read */
export async function findExperiments(
  words: readonly string[],
  environment: Environment,
): Promise<readonly string[]> {
  const { directory } = environment;
  const files: string[] = [];
  const add = (found: readonly string[]) => {
    const seen = new Set(files.map((file) => resolve(directory, file)));
    files.push(...found.filter((file) => !seen.has(resolve(directory, file))));
  };
  for (const word of words) {
    const stats = statsOf(resolve(directory, word));
    if (stats?.isDirectory() && !isRun(resolve(directory, word))) add(inFolder(word, environment));
    else if (stats === undefined && /[*?[{(]/.test(word)) add(await matching(word, environment));
    else files.push(word);
  }
  return files;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // whoever reads it says why
    return undefined;
  }
}

function inFolder(folder: string, environment: Environment): readonly string[] {
  const files = [...entriesBelow(folder, environment)].filter(({ isFile, path }) => isFile && isYaml(path));
  if (files.length > 0) return files.map(({ path }) => path);
  throw new RetrogradError(
    "E_FILE",
    `the folder ${visibleText(folder)} holds no experiment: no .yaml or .yml file is in it or below`,
  );
}

/** Files, and folders of runs, whose path a pattern matches. */
async function matching(pattern: string, environment: Environment): Promise<readonly string[]> {
  const { default: picomatch } = await import("picomatch");
  const { base, isGlob } = picomatch.scan(pattern);
  const found: string[] = [];
  if (isGlob && existsSync(resolve(environment.directory, base || "."))) {
    const matches = picomatch(pattern.replace(/^(?:\.\/+)+/, ""));
    for (const { path } of entriesBelow(base || ".", environment)) if (matches(path)) found.push(path);
  }
  if (found.length > 0) return found;
  throw new RetrogradError(
    "E_FILE",
    `no file matches ${visibleText(pattern)}; looked from ${visibleText(environment.directory)}`,
  );
}

interface Entry {
  /** From the working directory, or as absolute as the folder was. */
  readonly path: string;
  /** A file, or else the folder of a run. */
  readonly isFile: boolean;
}

function* entriesBelow(folder: string, environment: Environment): Generator<Entry> {
  for (const entry of listed(folder, environment)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    // a link to a folder may lead round in a circle
    if (!entry.isDirectory()) yield { path, isFile: true };
    else if (isRun(resolve(environment.directory, path))) yield { path, isFile: false };
    else if (entry.name !== "node_modules") yield* entriesBelow(path, environment);
  }
}

function listed(folder: string, { directory }: Environment) {
  try {
    return readdirSync(resolve(directory, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${visibleText(folder)} cannot be read: ${visibleText(reason)}`, {
      cause: error,
    });
  }
}
