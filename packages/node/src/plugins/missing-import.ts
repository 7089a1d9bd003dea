import { dirname, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

/** An import that cannot be resolved. */
export interface MissingImport {
  /** As it was resolved: "left-pad", "./helper.js" or an absolute path. */
  readonly specifier: string;
  /** Name of the package; undefined for the path of a file. */
  readonly packageName?: string;
  /** The file that imports it, absolute, if the error names it. */
  readonly importer?: string;
}

/** The missing import that caused an error; undefined for other errors. */
export function missingImport(error: unknown): MissingImport | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code !== "ERR_MODULE_NOT_FOUND" && error.code !== "MODULE_NOT_FOUND") return undefined;
  const specifier = /^Cannot find (?:module|package) '([^']+)'/.exec(error.message)?.[1];
  if (specifier === undefined) return undefined;
  // of an ES module, and of CommonJS
  const importer =
    /imported from (\S.*)$/m.exec(error.message) ?? /Require stack:\n- (.+)$/m.exec(error.message);
  const packageName = isPath(specifier) ? undefined : /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
  return {
    specifier,
    ...(packageName === undefined ? {} : { packageName }),
    ...(importer?.[1] === undefined ? {} : { importer: asPath(importer[1]) }),
  };
}

/** Describes what is missing, which file imports it and how to fix it, for the end of a sentence. */
export function describeMissing({ specifier, packageName, importer }: MissingImport, plugin: string): string {
  const file = importer ?? plugin;
  if (packageName === undefined) return `${file} imports ${specifier}, which is not there`;
  return `${file} imports "${specifier}", but the package ${packageName} is not installed in ${dirname(file)} or above: run npm install ${packageName} there`;
}

function isPath(specifier: string): boolean {
  return specifier.startsWith(".") || specifier.startsWith("file:") || isAbsolute(specifier);
}

function asPath(place: string): string {
  return place.startsWith("file:") ? fileURLToPath(place) : place;
}
