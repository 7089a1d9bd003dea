import { RetrogradError } from "@retrograd/core";
import {
  createSource,
  type ReadYaml,
  readYaml,
  type Source,
  withoutByteOrderMark,
} from "@retrograd/experiment";
import type { CommentedFile } from "./commented.js";
import { parseTypeScript } from "./parse-typescript.js";
import { placeRemarks } from "./place-remarks.js";
import { pluginImports } from "./plugin-imports.js";
import { printTypeScript } from "./print-typescript.js";
import { printYaml } from "./print-yaml.js";
import { readTypeScript } from "./read-typescript.js";
import type { Remark } from "./remark.js";
import { yamlRemarks } from "./yaml-remarks.js";

/** An experiment file without mistakes as TypeScript that defines it. Aliases become copies of what they stand for; a file that
 *  it extends stays one. `plugins` are the names of those that it needs. */
export function yamlToTypeScript(text: string, file: string, plugins: readonly string[]): string {
  const source = createSource("file", file, withoutByteOrderMark(text));
  const commented = commentedFile(source, readYaml(source), yamlRemarks(source.text));
  return printTypeScript(commented, pluginImports(plugins));
}

/** An experiment in TypeScript without mistakes as an experiment file. Nothing of it runs. */
export function typeScriptToYaml(text: string, file: string): string {
  const source = createSource("file", file, withoutByteOrderMark(text));
  const parsed = parseTypeScript(source.text);
  const remarks = "problem" in parsed ? [] : parsed.remarks;
  return printYaml(commentedFile(source, readTypeScript(source), remarks));
}

function commentedFile(source: Source, { root }: ReadYaml, remarks: readonly Remark[]): CommentedFile {
  if (root === undefined || root.kind === "scalar") {
    throw new RetrogradError("E_SPEC", `${source.file} must hold an experiment`);
  }
  return placeRemarks(root, source, remarks);
}
