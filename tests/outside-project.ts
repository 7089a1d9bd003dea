import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Packs every package that is published.
 *  @returns the tarball of each package by its short name: "core", "network", ... */
export function packPackages(folder: string): ReadonlyMap<string, string> {
  mkdirSync(folder);
  const published = ["--filter", "./packages/*", "--filter", "!@retrograd/testing"];
  run("pnpm", ["--recursive", ...published, "pack", "--pack-destination", folder], root);
  return new Map(
    readdirSync(folder).map((file) => [file.replace(/^retrograd-(.*)-\d.*$/, "$1"), join(folder, file)]),
  );
}

/** What a project outside the workspace installs. */
export interface ProjectOptions {
  readonly tarballs: ReadonlyMap<string, string>;
  /** Short names of the packages that the project asks for; what they need themselves comes with them. */
  readonly packages: readonly string[];
  /** Packages of the registry. */
  readonly others?: Readonly<Record<string, string>>;
}

/** Copies a template of tests/packed into `folder` and installs packed packages there with npm. */
export function createProject(template: string, folder: string, options: ProjectOptions): void {
  const { tarballs, packages, others = {} } = options;
  cpSync(join(root, "tests/packed", template), folder, { recursive: true });
  const files = Object.entries(overridesFor(tarballs));
  const direct = files.filter(([name]) => packages.includes(name.replace("@retrograd/", "")));
  const manifest = {
    private: true,
    type: "module",
    dependencies: { ...Object.fromEntries(direct), ...others },
    // nothing of ours comes from the registry, which may hold an older version of the same number
    overrides: overridesFor(tarballs),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], folder);
}

/** What makes npm take packed packages of ours, in place of any of the same name and version in a registry. */
export function overridesFor(tarballs: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...tarballs].map(([name, file]) => [`@retrograd/${name}`, `file:${file}`]));
}

/** Short names of the packages of ours that are installed in a project, sorted. */
export function installedPackages(folder: string): readonly string[] {
  return readdirSync(join(folder, "node_modules/@retrograd")).toSorted();
}

/** Runs a command to its end and gives its stdout. @throws Error with its whole output when it fails */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, error, stdout, stderr } = runFreely(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error ?? status}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a command to its end, whatever its end. */
export function runFreely(
  command: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: 240_000,
    env: { ...process.env, ...variables },
  });
}
