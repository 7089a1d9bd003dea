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

/** The import of a plugin that the experiment needs: `import variable from "from"`. */
export interface PluginImport {
  readonly variable: string;
  readonly from: string;
}

/** Prints an experiment with its comments as a TypeScript file, which is valid JavaScript too. */
export function printTypeScript({ head, root }: CommentedFile, plugins: readonly PluginImport[]): string {
  const pluginList = plugins.map(({ variable }) => variable).join(", ");
  const define = plugins.length === 0 ? "defineExperiment" : `defineExperiment.with(${pluginList})`;
  const [first = "", ...rest] = multiLine(root, "", "");
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

/** The lines of an item, with its comma. */
function item({ key, leading, trailing, value }: Item, indent: string): readonly string[] {
  const start = key === undefined ? indent : `${indent}${name(key)}: `;
  const lines = comments(leading, indent);
  if (inLine(value, start.length)) return [...lines, `${start}${flow(value)},${trailingComment(trailing)}`];
  if (value.kind === "scalar") return [];
  const [first = "", ...rest] = multiLine(value, indent, trailingComment(trailing));
  return [...lines, `${start}${first}`, ...rest.slice(0, -1), `${rest.at(-1)},`];
}

/** The lines of a collection. `afterOpening` follows the opening bracket. */
function multiLine(
  { kind, items, end }: Collection,
  indent: string,
  afterOpening: string,
): readonly string[] {
  const [open, close] = kind === "list" ? "[]" : "{}";
  const inner = `${indent}  `;
  return [
    `${open}${afterOpening}`,
    ...items.flatMap((child) => item(child, inner)),
    ...comments(end, inner),
    `${indent}${close}`,
  ];
}

/** Whether a value is printed on one line, after `column` other characters. */
function inLine(value: Commented, column: number): boolean {
  if (value.kind === "scalar") return true;
  if (hasLines(value)) return false;
  return value.items.length === 0 || (value.inLine && column + flow(value).length < width);
}

function flow(value: Commented): string {
  if (value.kind === "scalar")
    return typeof value.value === "string" ? quoted(value.value) : number(value.value);
  const items = value.items.map(({ key, value: child }) =>
    key === undefined ? flow(child) : `${name(key)}: ${flow(child)}`,
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

function trailingComment(text: string | undefined): string {
  return text === undefined ? "" : ` //${inOneLine(text)}`.trimEnd();
}

/** Replaces the characters that end a line in JavaScript but not in YAML. */
function inOneLine(text: string): string {
  return text.replace(/[\u2028\u2029]/g, " ");
}
