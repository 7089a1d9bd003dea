import { RetrogradError } from "@retrograd/core";
import {
  createSource,
  type ReadYaml,
  readYaml,
  type Source,
  withoutByteOrderMark,
} from "@retrograd/experiment";
import { attachComments } from "./attach-comments.js";
import type { Comment } from "./comment.js";
import type { CommentedFile } from "./commented.js";
import { parseTypeScript } from "./parse-typescript.js";
import { pluginImports } from "./plugin-imports.js";
import { printTypeScript } from "./print-typescript.js";
import { printYaml } from "./print-yaml.js";
import { readTypeScript } from "./read-typescript.js";
import { yamlComments } from "./yaml-comments.js";

/** Converts an experiment file without mistakes from YAML to TypeScript. A YAML alias becomes a copy of its value; a file that
 *  the experiment extends is not copied in. `plugins` are the names of the plugins that the experiment needs. */
export function yamlToTypeScript(text: string, file: string, plugins: readonly string[]): string {
  const source = createSource("file", file, withoutByteOrderMark(text));
  const commented = commentedFile(source, readYaml(source), yamlComments(source.text));
  return printTypeScript(commented, pluginImports(plugins));
}

/** Converts an experiment file without mistakes from TypeScript to YAML, without running it. */
export function typeScriptToYaml(text: string, file: string): string {
  const source = createSource("file", file, withoutByteOrderMark(text));
  const parsed = parseTypeScript(source.text);
  const comments = "problem" in parsed ? [] : parsed.comments;
  return printYaml(commentedFile(source, readTypeScript(source), comments));
}

function commentedFile(source: Source, { root }: ReadYaml, comments: readonly Comment[]): CommentedFile {
  if (root === undefined || root.kind === "scalar") {
    throw new RetrogradError("E_SPEC", `${source.file} must hold an experiment`);
  }
  return attachComments(root, source, comments);
}
