import { formatPath, type Path } from "@retrograd/plugin";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { insteadOfVariable } from "../diagnostics/instead-of-variable.js";
import type { SourceNode } from "../source/source-tree.js";

// ${LR}, ${LR:-0.1}, ${{ vars.lr }}, {{ lr }}; $LR and %LR% only as a whole value
const variable = /\$\{[^}]*\}|\{\{.*\}\}|^\$[A-Za-z_]\w*$|^%[A-Za-z_]\w*%$/;

/** Checks for texts with a variable of a shell, a template or another configuration language. Nothing would replace it. */
export function checkVariables(root: SourceNode, path: Path = []): readonly LocatedMistake[] {
  if (root.kind === "list") return root.items.flatMap((item, i) => checkVariables(item, [...path, i]));
  if (root.kind === "mapping")
    return [...root.entries].flatMap(([key, value]) => checkVariables(value, [...path, key]));
  const [match] = (typeof root.value === "string" && variable.exec(root.value)) || [];
  if (match === undefined) return [];
  const message = `${match}: ${insteadOfVariable(formatPath(path))}`;
  return [{ code: "RG1020", path, span: root.span, message }];
}
