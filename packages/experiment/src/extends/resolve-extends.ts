import type { Path } from "@retrograd/plugin";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { isEntryPath } from "../sections/entry-paths.js";
import { createSource, withoutByteOrderMark } from "../source/source.js";
import type { MappingNode, SourceNode } from "../source/source-tree.js";
import { readYaml } from "../yaml/read-yaml.js";
import type { BaseFile, BaseReader } from "./base-reader.js";
import { mergeTrees } from "./merge-trees.js";

/** Maximum length of a chain of files that extend each other. */
const maxBases = 8;

/** A tree after merging the files that it extends. */
export interface ExtendedTree {
  readonly root: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Merges the files that a tree extends, and removes the key `extends`. `file` is the file of the tree. */
export function resolveExtends(
  root: SourceNode,
  file: Pick<BaseFile, "file" | "identity">,
  read: BaseReader | undefined,
): ExtendedTree {
  return extend(root, [file], read);
}

type Chain = readonly Pick<BaseFile, "file" | "identity">[];

function extend(root: SourceNode, chain: Chain, read: BaseReader | undefined): ExtendedTree {
  const reference = root.kind === "mapping" ? root.entries.get("extends") : undefined;
  if (root.kind !== "mapping" || reference === undefined) return { root, mistakes: [] };
  const rest = withoutKey(root, "extends");
  const refuse = (code: "RG1102" | "RG1104" | "RG1105", message: string): ExtendedTree => {
    const path: Path = ["extends"];
    const span =
      reference.span.end > reference.span.start ? reference.span : (reference.key ?? reference.span);
    return { root: rest, mistakes: [{ span, code, path, message }] };
  };
  if (reference.kind !== "scalar" || typeof reference.value !== "string" || reference.value === "") {
    return refuse("RG1102", '"extends" must be the path of a file, such as base.yaml');
  }
  if (chain.length > maxBases) return refuse("RG1105", `a chain of files can be at most ${maxBases} long`);
  const base = read?.(reference.value, chain.at(-1)?.identity ?? "") ?? {
    problem: "no files can be read here: copy its keys into this file",
  };
  if ("problem" in base)
    return refuse("RG1104", `cannot extend ${JSON.stringify(reference.value)}: ${base.problem}`);
  if (chain.some(({ identity }) => identity === base.identity)) {
    const circle = [...chain, base].map(({ file }) => file).join(" -> ");
    return refuse("RG1105", `extends in a circle: ${circle}`);
  }
  const tree = readYaml(createSource("base", base.file, withoutByteOrderMark(base.text)));
  if (tree.root === undefined) return { root: rest, mistakes: tree.mistakes };
  const extended = extend(tree.root, [...chain, base], read);
  return {
    root: mergeTrees(extended.root, rest, isEntryPath),
    mistakes: [...tree.mistakes, ...extended.mistakes],
  };
}

function withoutKey(node: MappingNode, key: string): MappingNode {
  const entries = new Map(node.entries);
  entries.delete(key);
  return { ...node, entries };
}
