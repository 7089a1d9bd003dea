import {
  type Collection,
  type Commented,
  type CommentedFile,
  hasLines,
  type Item,
  type Line,
} from "./commented.js";
import { quoted } from "./quoted.js";

const width = 100;

/** A plugin that an experiment needs, as a program imports it. */
export interface PluginImport {
  readonly variable: string;
  readonly from: string;
}

/** An experiment as a TypeScript file that defines it, its comments where they were. It is JavaScript as well. */
export function printTypeScript({ head, root }: CommentedFile, plugins: readonly PluginImport[]): string {
  const defined = plugins.map(({ variable }) => variable).join(", ");
  const define = plugins.length === 0 ? "defineExperiment" : `defineExperiment.with(${defined})`;
  const [first = "", ...rest] = several(root, "", "");
  const lines = [
    ...comments(head, ""),
    ...(head.length > 0 ? [""] : []),
    'import { defineExperiment } from "@retrograd/cli/experiment";',
    ...plugins.map(({ variable, from }) => `import ${variable} from ${quoted(from)};`),
    "",
    `export default ${define}(${first}`,
    ...rest,
  ];
  return `${lines.join("\n")});\n`;
}

/** An item with its comma. */
function item({ key, above, beside, value }: Item, indent: string): readonly string[] {
  const begin = key === undefined ? indent : `${indent}${name(key)}: `;
  const lines = comments(above, indent);
  if (inLine(value, begin.length)) return [...lines, `${begin}${flow(value)},${remark(beside)}`];
  if (value.kind === "scalar") return [];
  const [first = "", ...rest] = several(value, indent, remark(beside));
  return [...lines, `${begin}${first}`, ...rest.slice(0, -1), `${rest.at(-1)},`];
}

/** A collection in lines: its bracket with what stands beside it, its items, its other bracket. */
function several({ kind, items, end }: Collection, indent: string, beside: string): readonly string[] {
  const [open, close] = kind === "list" ? "[]" : "{}";
  const inner = `${indent}  `;
  return [
    `${open}${beside}`,
    ...items.flatMap((one) => item(one, inner)),
    ...comments(end, inner),
    `${indent}${close}`,
  ];
}

function inLine(value: Commented, before: number): boolean {
  if (value.kind === "scalar") return true;
  if (hasLines(value)) return false;
  return value.items.length === 0 || (value.inLine && before + flow(value).length < width);
}

function flow(value: Commented): string {
  if (value.kind === "scalar")
    return typeof value.value === "string" ? quoted(value.value) : number(value.value);
  const items = value.items.map(({ key, value: one }) =>
    key === undefined ? flow(one) : `${name(key)}: ${flow(one)}`,
  );
  if (value.kind === "list") return `[${items.join(", ")}]`;
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

function number(value: number | boolean | null): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function name(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function comments(lines: readonly Line[], indent: string): readonly string[] {
  return lines.map((line) => (line === null ? "" : `${indent}//${inOneLine(line)}`.trimEnd()));
}

function remark(beside: string | undefined): string {
  return beside === undefined ? "" : ` //${inOneLine(beside)}`.trimEnd();
}

/** These end a line in JavaScript, but not in YAML. */
function inOneLine(text: string): string {
  return text.replace(/[\u2028\u2029]/g, " ");
}
