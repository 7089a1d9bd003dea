import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { readPlainFile } from "@retrograd/core/node";
import { parse } from "acorn";

/** Whether Node would take an ES module for CommonJS: a .js file with import or export in a folder whose package.json has
 *  "type": "commonjs", which `npm init -y` writes. */
export function isMistakenForCommonJs(file: string): boolean {
  return extname(file) === ".js" && isInCommonJs(file) && hasModuleSyntax(textOf(file));
}

function isInCommonJs(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    // the nearest package.json decides, even without a name
    if (existsSync(path)) return /"type"\s*:\s*"commonjs"/.test(textOf(path));
    if (folder === dirname(folder)) return false;
  }
}

function hasModuleSyntax(text: string): boolean {
  try {
    const { body } = parse(text, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true });
    return body.some(({ type }) => /^(Import|Export)/.test(type));
  } catch {
    // a syntax error, which Node reports
    return false;
  }
}

function textOf(file: string): string {
  return new TextDecoder().decode(readPlainFile(file));
}
