// A machine with Node and nothing else, built from this one: what a new user has who tries the two commands of the README.

import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root, run } from "./run.mjs";

// the programs of every Linux, git, and npm's: no Python, compiler, browser, pnpm, or other runtime of JavaScript
const tools = (
  "awk basename bash cat chmod cmp cp cut date dd df diff dirname du echo env expr false find getconf git grep gzip head id kill " +
  "ln ls mkdir mktemp mv nproc ps pwd readlink realpath rm rmdir sed seq sh sleep sort stat tail tar tee test timeout " +
  "touch tr true uname uniq wc which xargs xz node npm npx"
).split(" ");

// the settings of the network do not name programs of the machine
const networkSettings =
  /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|npm_config_(registry|cafile|ca|proxy|https_proxy|noproxy))$/i;

/** An empty folder with a home, caches and a PATH of its own, and the variables that confine a command to them. Of this machine's
 *  variables, only those of the network and `CI` remain.
 *  @returns {{ folder: string, environment: Record<string, string>, remove: () => void }} */
export function nodeAlone(machine = process.env) {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-alone-"));
  const [programs, home, temporary] = ["bin", "home", "tmp"].map((name) => join(folder, name));
  for (const path of [programs, home, temporary]) mkdirSync(path);
  for (const tool of tools) {
    const place = tool === "node" ? process.execPath : find(tool, machine.PATH);
    if (place !== undefined) symlinkSync(place, join(programs, tool));
  }
  const network = Object.entries(machine).filter(([name]) => networkSettings.test(name));
  const environment = {
    ...Object.fromEntries(network),
    ...(machine.CI === undefined ? {} : { CI: machine.CI }),
    HOME: home,
    XDG_CACHE_HOME: join(folder, "cache"),
    npm_config_cache: join(folder, "npm"),
    TMPDIR: temporary,
    LANG: "C.UTF-8",
    TERM: "dumb",
    PATH: programs,
    RETROGRAD_BLAS: "none",
    RETROGRAD_CHROMIUM: "none",
  };
  return { folder, environment, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Clones the commit that is checked out at the root into `folder`. */
export function cloneInto(folder) {
  return run("git", ["clone", "--quiet", "--depth", "1", `file://${root}`, folder]);
}

function find(tool, path = "") {
  return path
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((place) => {
      try {
        accessSync(place, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
