import type { Alias, Definition, Kind, Plugin, Registry } from "@retrograd/plugin";
import { schemaKeys } from "@retrograd/plugin";
import { markdownTable } from "./markdown-table.js";

const kinds: readonly (readonly [kind: Kind, heading: string])[] = [
  ["layers", "Layers"],
  ["joints", "Layers of several inputs"],
  ["blocks", "Blocks"],
  ["losses", "Losses"],
  ["initializers", "Initializers"],
];

/** A page about every layer, loss and initializer of a registry, in Markdown: what it computes, its options, and what other
 *  frameworks call it. */
export function documentLayers({ plugins }: Registry): string {
  const sections = kinds.flatMap(([kind, heading]) => {
    const rows = plugins.flatMap((plugin) =>
      definitionsOf(plugin, kind)
        .toSorted((a, b) => (a.type < b.type ? -1 : 1))
        .map((definition) => rowOf(definition, plugin.name)),
    );
    if (rows.length === 0) return [];
    const head = ["name", "computes", "options", "called elsewhere", "package"];
    return [`## ${heading}\n\n${markdownTable(head, rows)}`];
  });
  return `# Layers

Everything that \`model.layers\` of an experiment can name without a plugin, and the initializers. The option in bold is the main one: its
value may stand alone, as in \`Dropout: 0.5\`. [The format](spec-format.md#what-can-be-named) has the type, the default and the meaning of
each option; the docstrings have the formulas, shapes and sources. \`pnpm exec vitest run tests/documents.test.ts -u\` writes this
page.

${sections.join("\n\n")}
`;
}

function definitionsOf(plugin: Plugin, kind: Kind): readonly Definition[] {
  return plugin[kind] ?? [];
}

function rowOf(
  { type, summary, options, mainOption, aliases = [] }: Definition,
  owner: string,
): readonly string[] {
  const names = schemaKeys(options, []).map((name) =>
    name === mainOption ? `**\`${name}\`**` : `\`${name}\``,
  );
  return [
    `\`${type}\``,
    summary,
    names.join(", "),
    aliases.map(nameOf).join(", "),
    owner.replace("@retrograd/", ""),
  ];
}

function nameOf(alias: string | Alias): string {
  return typeof alias === "string" ? alias : `${alias.name} (not quite)`;
}
