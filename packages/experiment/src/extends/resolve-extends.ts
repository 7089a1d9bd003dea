import type { Path } from "@retrograd/plugin";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { isEntryPath } from "../sections/entry-paths.js";
import { createSource, withoutByteOrderMark } from "../source/source.js";
import type { MappingNode, SourceNode } from "../source/source-tree.js";
import { readYaml } from "../yaml/read-yaml.js";
import type { BaseFile, BaseReader } from "./base-reader.js";
import { mergeTrees } from "./merge-trees.js";

/** Most files that extend one another. */
const maxBases = 8;

/** A tree with everything that it extends merged into it. */
export interface ExtendedTree {
  readonly root: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Merges the files that a tree extends beneath it, and takes the key `extends` out. `file` is where the tree comes from. */
export function resolveExtends(
  root: SourceNode,
  file: Pick<BaseFile, "file" | "identity">,
  read: BaseReader | undefined,
): ExtendedTree {
  return extend(root, [file], read);
}

type Chain = readonly Pick<BaseFile, "file" | "identity">[];

function extend(root: SourceNode, chain: Chain, read: BaseReader | undefined): ExtendedTree {
  const named = root.kind === "mapping" ? root.entries.get("extends") : undefined;
  if (root.kind !== "mapping" || named === undefined) return { root, mistakes: [] };
  const own = withoutKey(root, "extends");
  const refuse = (code: "RG1102" | "RG1104" | "RG1105", message: string): ExtendedTree => {
    const path: Path = ["extends"];
    const span = named.span.end > named.span.start ? named.span : (named.key ?? named.span);
    return { root: own, mistakes: [{ span, code, path, message }] };
  };
  if (named.kind !== "scalar" || typeof named.value !== "string" || named.value === "") {
    return refuse("RG1102", '"extends" must be the path of a file, such as base.yaml');
  }
  if (chain.length > maxBases) return refuse("RG1105", `files may extend one another ${maxBases} deep`);
  const base = read?.(named.value, chain.at(-1)?.identity ?? "") ?? {
    problem: "files are not read here: write out what it holds",
  };
  if ("problem" in base)
    return refuse("RG1104", `cannot extend ${JSON.stringify(named.value)}: ${base.problem}`);
  if (chain.some(({ identity }) => identity === base.identity)) {
    const way = [...chain, base].map(({ file }) => file).join(" -> ");
    return refuse("RG1105", `extends in a circle: ${way}`);
  }
  const below = readYaml(createSource("base", base.file, withoutByteOrderMark(base.text)));
  if (below.root === undefined) return { root: own, mistakes: below.mistakes };
  const extended = extend(below.root, [...chain, base], read);
  return {
    root: mergeTrees(extended.root, own, isEntryPath),
    mistakes: [...below.mistakes, ...extended.mistakes],
  };
}

function withoutKey(node: MappingNode, key: string): MappingNode {
  const entries = new Map(node.entries);
  entries.delete(key);
  return { ...node, entries };
}
