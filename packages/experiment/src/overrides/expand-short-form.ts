import type { Path } from "@retrograd/plugin";
import type { MappingNode, SourceNode } from "../source/source-tree.js";
import type { ShortForms } from "./short-forms.js";

/** Expands a short form at a path, so that the path's next step exists: `SGD` to `{ SGD: }` for the step "SGD", the 10 of
 *  `Affine: 10` to `{ units: 10 }` for an option of Affine. Undefined if the value is not a short form. */
export function expandShortForm(
  node: SourceNode,
  path: Path,
  depth: number,
  forms: ShortForms,
): MappingNode | undefined {
  const [name, step] = [path[depth - 1], path[depth]];
  if (node.kind === "mapping" || typeof step !== "string" || /^\d+$/.test(step)) return undefined;
  const { span, key } = node;
  const mapping = (word: string, value: SourceNode): MappingNode => ({
    kind: "mapping",
    entries: new Map([[word, value]]),
    span,
    ...(key === undefined ? {} : { key }),
  });
  if (node.kind === "scalar" && node.value === step && forms.isName(step)) {
    return mapping(step, { kind: "scalar", value: null, span, key: span });
  }
  const mainOption = typeof name === "string" ? forms.mainOptionOf(name) : undefined;
  return mainOption === undefined ? undefined : mapping(mainOption, { ...node, key: key ?? span });
}
