import {
  type Collection,
  type Commented,
  type CommentedFile,
  hasLines,
  type Item,
  type Line,
} from "./commented.js";
import { quoted } from "./quoted.js";

const width = 110;

/** Prints an experiment with its comments as a YAML file. */
export function printYaml({ head, root }: CommentedFile): string {
  const lines = [...comments(head, ""), ...(head.length > 0 ? [""] : []), ...block(root, "")];
  return `${lines.join("\n")}\n`;
}

function block({ kind, items, end }: Collection, indent: string): readonly string[] {
  const lines = items.flatMap((item) => (kind === "list" ? listItem(item, indent) : entry(item, indent)));
  return [...lines, ...comments(end, indent)];
}

function entry({ key = "", leading, trailing, value }: Item, indent: string): readonly string[] {
  const start = `${indent}${scalar(key)}:`;
  const short = inLine(value, start.length + 1);
  if (short !== undefined) return [...comments(leading, indent), withComment(`${start} ${short}`, trailing)];
  if (value.kind === "scalar") return [];
  if (value.items.length === 0) {
    return [
      ...comments([...leading, ...value.end], indent),
      withComment(`${start} ${empty(value)}`, trailing),
    ];
  }
  return [...comments(leading, indent), withComment(start, trailing), ...block(value, `${indent}  `)];
}

function listItem({ leading, trailing, value }: Item, indent: string): readonly string[] {
  const start = `${indent}-`;
  const [entry, other] = value.kind === "mapping" ? value.items : [];
  // a layer or another entry with its options: the usual item of a list
  if (entry !== undefined && other === undefined && !hasLines(value)) {
    const startWithKey = `${start} ${scalar(entry.key ?? "")}:`;
    const short = inLine(entry.value, startWithKey.length + 1);
    if (short !== undefined)
      return [...comments(leading, indent), withComment(`${startWithKey} ${short}`, trailing)];
  }
  const short = inLine(value, start.length + 1);
  if (short !== undefined) return [...comments(leading, indent), withComment(`${start} ${short}`, trailing)];
  if (value.kind === "scalar") return [];
  const lines = [...leading, ...(trailing === undefined ? [] : [trailing])];
  if (value.items.length === 0) {
    return [...comments([...lines, ...value.end], indent), `${start} ${empty(value)}`];
  }
  const [first = "", ...rest] = block(value, `${indent}  `);
  const firstText = first.trimStart();
  if (value.kind === "list" || firstText === "" || firstText.startsWith("#")) {
    return [...comments(lines, indent), start, first, ...rest];
  }
  return [...comments(lines, indent), `${start} ${firstText}`, ...rest];
}

/** The text of a value that is printed on one line after `column` other characters, else undefined. */
function inLine(value: Commented, column: number): string | undefined {
  if (value.kind !== "scalar" && (hasLines(value) || !(value.inLine || value.items.length === 0)))
    return undefined;
  const text = flow(value);
  return value.kind === "scalar" || column + text.length <= width ? text : undefined;
}

function flow(value: Commented): string {
  if (value.kind === "scalar") return scalar(value.value);
  if (value.items.length === 0) return empty(value);
  const items = value.items.map((item) =>
    value.kind === "list" ? flow(item.value) : `${scalar(item.key ?? "")}: ${flow(item.value)}`,
  );
  return value.kind === "list" ? `[${items.join(", ")}]` : `{ ${items.join(", ")} }`;
}

function empty({ kind }: Collection): string {
  return kind === "list" ? "[]" : "{}";
}

// words that YAML 1.1 or 1.2 does not read as a string
const notText = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A scalar in YAML. A string that YAML would read as something else is quoted. */
function scalar(value: string | number | boolean | null): string {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
    return Number.isNaN(value) ? ".nan" : `${value < 0 ? "-" : ""}.inf`;
  }
  if (typeof value !== "string") return String(value);
  return /^[A-Za-z_][\w./-]*( [\w./-]+)*$/.test(value) && !notText.test(value) ? value : quoted(value);
}

function comments(lines: readonly Line[], indent: string): readonly string[] {
  return lines.map((line) => (line === null ? "" : `${indent}#${line}`.trimEnd()));
}

function withComment(line: string, trailing: string | undefined): string {
  return trailing === undefined ? line : `${line} #${trailing}`.trimEnd();
}
