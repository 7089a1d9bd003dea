import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { createSource, type Source } from "../source/source.js";
import type { SourceNode } from "../source/source-tree.js";
import { readYaml } from "../yaml/read-yaml.js";
import { parseOverridePath } from "./override-path.js";
import { removeValue } from "./remove-value.js";
import { setValue } from "./set-value.js";
import type { ShortForms } from "./short-forms.js";

/** A tree after its overrides, and the mistakes in the overrides. */
export interface Overridden {
  readonly root: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Applies overrides in order: `path=value` sets a value, `path-` removes one. An override that cannot be applied is reported
 *  and left out. Positions count from the start of the path. */
export function applyOverrides(
  root: SourceNode,
  overrides: readonly string[],
  forms: ShortForms,
): Overridden {
  const mistakes: LocatedMistake[] = [];
  let tree = root;
  for (const override of overrides) {
    const applied = applyOverride(tree, createSource("set", `--set ${override}`, override), forms);
    mistakes.push(...applied.mistakes);
    tree = applied.root;
  }
  return { root: tree, mistakes };
}

function applyOverride(root: SourceNode, source: Source, forms: ShortForms): Overridden {
  const { text } = source;
  const removes = !text.includes("=") && text.endsWith("-");
  const equals = removes ? text.length - 1 : text.indexOf("=");
  const refuse = (
    code: "RG1014" | "RG6001" | "RG6002",
    [start, end]: readonly [number, number],
    message: string,
  ) => {
    return { root, mistakes: [{ span: { source, start, end }, code, path: [], message }] };
  };
  const path = parseOverridePath(text.slice(0, Math.max(0, equals)));
  if (path === undefined) {
    return refuse(
      "RG6001",
      [0, text.length],
      "must be path=value, such as train.batch=50, or path- to remove it",
    );
  }
  if (path.includes("__proto__")) return refuse("RG1014", [0, equals], 'the key "__proto__" is not allowed');
  if (path[0] === "extends")
    return refuse("RG6002", [0, equals], '"extends" cannot be set here: write it in a file');
  if (removes) {
    const without = removeValue(root, path);
    if (without.root === undefined) return refuse("RG6002", [0, equals], without.message);
    return { root: without.root, mistakes: [] };
  }
  if (text.slice(equals + 1).trim() === "") {
    return refuse(
      "RG6001",
      [equals, equals + 1],
      `a value must follow "=": train.batch=50; ${text.slice(0, equals)}- removes it`,
    );
  }
  const value = readYaml(source, equals + 1);
  if (value.root === undefined) return { root, mistakes: value.mistakes };
  const set = setValue(root, path, value.root, forms);
  if (set.root === undefined) return refuse("RG6002", [0, equals], set.message);
  return { root: set.root, mistakes: value.mistakes };
}
