import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { Environment } from "../environment.js";

// not imported: the module for files of runs takes long to load, and most checks do not need it
const isRun = (path: string) => existsSync(join(path, "run.json"));

const isYaml = (name: string) => /\.ya?ml$/i.test(name);

/** Expands the arguments of a command line to experiments, without duplicates. A file or the folder of a run stands for itself,
 *  another folder for all .yaml and .yml files in and below it, and a quoted glob pattern for the files it matches. Entries are
 *  sorted by name; folders whose name starts with a dot, `node_modules` and folders of runs are skipped.
 *  @throws RetrogradError E_FILE when a folder or a pattern has no experiment, or a folder cannot be read */
export async function findExperiments(
  paths: readonly string[],
  environment: Environment,
): Promise<readonly string[]> {
  const { directory } = environment;
  const files: string[] = [];
  const add = (more: readonly string[]) => {
    const seen = new Set(files.map((file) => resolve(directory, file)));
    files.push(...more.filter((file) => !seen.has(resolve(directory, file))));
  };
  for (const path of paths) {
    const stats = statsOf(resolve(directory, path));
    if (stats?.isDirectory() && !isRun(resolve(directory, path))) add(inFolder(path, environment));
    else if (stats === undefined && /[*?[{(]/.test(path)) add(await matching(path, environment));
    else files.push(path);
  }
  return files;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // reading the file reports the reason
    return undefined;
  }
}

function inFolder(folder: string, environment: Environment): readonly string[] {
  const files = [...entriesBelow(folder, environment)].filter(({ isFile, path }) => isFile && isYaml(path));
  if (files.length > 0) return files.map(({ path }) => path);
  throw new RetrogradError(
    "E_FILE",
    `the folder ${visibleText(folder)} has no experiment: there is no .yaml or .yml file in or below it`,
  );
}

/** The files and the folders of runs whose path matches a pattern. */
async function matching(pattern: string, environment: Environment): Promise<readonly string[]> {
  const { default: picomatch } = await import("picomatch");
  const { base, isGlob } = picomatch.scan(pattern);
  const paths: string[] = [];
  if (isGlob && existsSync(resolve(environment.directory, base || "."))) {
    const matches = picomatch(pattern.replace(/^(?:\.\/+)+/, ""));
    for (const { path } of entriesBelow(base || ".", environment)) if (matches(path)) paths.push(path);
  }
  if (paths.length > 0) return paths;
  throw new RetrogradError(
    "E_FILE",
    `no file matches ${visibleText(pattern)} in ${visibleText(environment.directory)}`,
  );
}

interface Entry {
  /** Relative to the working directory, or absolute if the folder was. */
  readonly path: string;
  /** A file, or else the folder of a run. */
  readonly isFile: boolean;
}

function* entriesBelow(folder: string, environment: Environment): Generator<Entry> {
  for (const entry of readEntries(folder, environment)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    // a symbolic link to a folder counts as a file, since following it could loop
    if (!entry.isDirectory()) yield { path, isFile: true };
    else if (isRun(resolve(environment.directory, path))) yield { path, isFile: false };
    else if (entry.name !== "node_modules") yield* entriesBelow(path, environment);
  }
}

function readEntries(folder: string, { directory }: Environment) {
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
