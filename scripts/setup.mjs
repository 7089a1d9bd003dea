import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, run } from "./run.mjs";

const { engines, packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const installedMark = join(root, "node_modules/.installed");

// no tool sends statistics or advertises its next version
const quiet = { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", npm_config_update_notifier: "false" };

/** Makes the checkout ready to run: checks Node, installs what is missing, builds what changed. One line a stage on
 *  stderr; the whole output of a stage that fails. Afterwards `pnpm` and the workspace's tools are on the PATH.
 *  @returns {Promise<string | undefined>} the stage that failed */
export async function setUp() {
  const [minimum] = engines.node.match(/\d+\.\d+/);
  if (!isAtLeast(process.versions.node, minimum)) {
    console.error(
      `Retrograd needs Node ${minimum} or later, this is ${process.versions.node} (${process.execPath}).`,
    );
    console.error("Install a newer one from https://nodejs.org or with your version manager.");
    return "node";
  }
  Object.assign(process.env, quiet);
  // `npm --silent` silences npm itself; the commands here and in the tests still report their errors
  delete process.env.npm_config_loglevel;
  if (!isPnpmAtHand() && !(await stage(packageManager, addPnpmToPath))) return "pnpm";
  process.env.PATH = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  if (!isInstalled() && !(await stage("install", install))) return "install";
  if (!(await stage("build", () => run("turbo", ["run", "build"])))) return "build";
}

function isAtLeast(version, minimum) {
  const [major, minor] = version.split(".").map(Number);
  const [minMajor, minMinor] = minimum.split(".").map(Number);
  return major > minMajor || (major === minMajor && minor >= minMinor);
}

async function stage(name, work) {
  process.stderr.write(`${name} ... `);
  const { ok, output, seconds } = await work();
  process.stderr.write(`${ok ? "" : "failed after "}${seconds.toFixed(1)} s\n`);
  if (!ok) process.stderr.write(`${output}\n`);
  return ok;
}

/** Whether the pinned pnpm runs this script and can be found by those that it starts. */
function isPnpmAtHand() {
  const agent = process.env.npm_config_user_agent ?? "";
  const folders = (process.env.PATH ?? "").split(delimiter);
  const isOnPath = folders.some(
    (folder) => existsSync(join(folder, "pnpm")) || existsSync(join(folder, "pnpm.cmd")),
  );
  return isOnPath && agent.startsWith(`${packageManager.replace("@", "/")} `);
}

/** Fetches the pinned pnpm into npx's cache, where it stays, and takes over the PATH that npx gives its children. */
async function addPnpmToPath() {
  const result = await run("npx", [
    "-y",
    `--package=${packageManager}`,
    "--",
    "node",
    "-p",
    "process.env.PATH",
  ]);
  if (result.ok) process.env.PATH = result.stdout.trim();
  return result;
}

async function install() {
  // without a terminal pnpm may not ask whether it may remove what another version installed
  const result = await run("pnpm", ["install", "--frozen-lockfile", "--config.confirmModulesPurge=false"]);
  if (result.ok) writeFileSync(installedMark, packagesDigest());
  return result;
}

function isInstalled() {
  return existsSync(installedMark) && readFileSync(installedMark, "utf8") === packagesDigest();
}

/** A digest of every file that says what must be installed. */
function packagesDigest() {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`);
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...packages].map((file) =>
    join(root, file),
  );
  const digest = createHash("sha256");
  for (const file of files.filter(existsSync)) digest.update(readFileSync(file));
  return digest.digest("hex");
}
