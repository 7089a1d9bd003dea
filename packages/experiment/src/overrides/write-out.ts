import type { Path } from "@retrograd/plugin";
import type { MappingNode, SourceNode } from "../source/source-tree.js";
import type { ShortForms } from "./short-forms.js";

/** What is written short at a path, written out so that the path's next step can go into it: `SGD` as `{ SGD: }` for the step
 *  "SGD", the 10 of `Affine: 10` as `{ units: 10 }` for an option of Affine. Undefined for what is no short form. */
export function writeOut(
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
