import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { commandModules, isLent } from "./command-modules.js";
import { codeOf } from "./content-hash.js";
import { missingImport } from "./missing-import.js";
import { isMistakenForCommonJs } from "./module-syntax.js";

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** Runs a plugin's file and returns its exports. Node runs JavaScript. Jiti, with the command's own packages, runs TypeScript,
 *  an ES module that Node would take for CommonJS, and a file in whose folder our packages are not installed.
 *  @throws whatever the file throws */
export async function importModule(file: string): Promise<Exports> {
  const code = codeOf(file);
  if (isTypeScript(file) || [...code.keys()].some(isMistakenForCommonJs)) return importHere(file, code);
  try {
    return exportsOf(await import(pathToFileURL(file).href));
  } catch (error) {
    // nothing has run yet: Node resolves all modules before it runs the first
    const missing = missingImport(error)?.packageName;
    if (missing === undefined || !isLent(missing)) throw error;
    return importHere(file, code);
  }
}

function isTypeScript(file: string): boolean {
  return /^\.[mc]?ts$/.test(extname(file));
}

async function importHere(file: string, code: ReadonlyMap<string, Uint8Array>): Promise<Exports> {
  // loaded late: it is large, and few plugins need it
  const { createJiti } = await import("jiti");
  const virtualModules = await commandModules(
    [...code.values()].map((bytes) => new TextDecoder().decode(bytes)),
  );
  // no cache of compiled code: nothing is written outside the folders that a command names
  const jiti = createJiti(pathToFileURL(file).href, {
    fsCache: false,
    interopDefault: false,
    virtualModules,
  });
  return exportsOf(await jiti.import(file));
}

/** The exports of a module; `module.exports` of CommonJS is the default export. */
function exportsOf(module: Exports): Exports {
  const isEsModule =
    Object.hasOwn(module, "__esModule") || Object.prototype.toString.call(module) === "[object Module]";
  return isEsModule ? module : { default: module };
}
