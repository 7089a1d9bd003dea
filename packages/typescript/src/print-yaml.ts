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

/** An experiment as a YAML file, its comments where they were. */
export function printYaml({ head, root }: CommentedFile): string {
  const lines = [...comments(head, ""), ...(head.length > 0 ? [""] : []), ...block(root, "")];
  return `${lines.join("\n")}\n`;
}

function block({ kind, items, end }: Collection, indent: string): readonly string[] {
  const lines = items.flatMap((item) => (kind === "list" ? listItem(item, indent) : entry(item, indent)));
  return [...lines, ...comments(end, indent)];
}

function entry({ key = "", above, beside, value }: Item, indent: string): readonly string[] {
  const begin = `${indent}${scalar(key)}:`;
  const short = inLine(value, begin.length + 1);
  if (short !== undefined) return [...comments(above, indent), remark(`${begin} ${short}`, beside)];
  if (value.kind === "scalar") return [];
  if (value.items.length === 0) {
    return [...comments([...above, ...value.end], indent), remark(`${begin} ${empty(value)}`, beside)];
  }
  return [...comments(above, indent), remark(begin, beside), ...block(value, `${indent}  `)];
}

function listItem({ above, beside, value }: Item, indent: string): readonly string[] {
  const begin = `${indent}-`;
  const [only, other] = value.kind === "mapping" ? value.items : [];
  // an entry with its options, the usual item of a list
  if (only !== undefined && other === undefined && !hasLines(value)) {
    const named = `${begin} ${scalar(only.key ?? "")}:`;
    const short = inLine(only.value, named.length + 1);
    if (short !== undefined) return [...comments(above, indent), remark(`${named} ${short}`, beside)];
  }
  const short = inLine(value, begin.length + 1);
  if (short !== undefined) return [...comments(above, indent), remark(`${begin} ${short}`, beside)];
  if (value.kind === "scalar") return [];
  const lines = [...above, ...(beside === undefined ? [] : [beside])];
  if (value.items.length === 0) {
    return [...comments([...lines, ...value.end], indent), `${begin} ${empty(value)}`];
  }
  const [first = "", ...rest] = block(value, `${indent}  `);
  const begun = first.trimStart();
  if (value.kind === "list" || begun === "" || begun.startsWith("#")) {
    return [...comments(lines, indent), begin, first, ...rest];
  }
  return [...comments(lines, indent), `${begin} ${begun}`, ...rest];
}

/** A value that was written in one line and has room in it. */
function inLine(value: Commented, before: number): string | undefined {
  if (value.kind !== "scalar" && (hasLines(value) || !(value.inLine || value.items.length === 0)))
    return undefined;
  const text = flow(value);
  return value.kind === "scalar" || before + text.length <= width ? text : undefined;
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

// what YAML, or an older reader of it, would take for something else than text
const notText = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A text as it stands where nothing in it means anything in YAML, else in quotes. */
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

function remark(line: string, beside: string | undefined): string {
  return beside === undefined ? line : `${line} #${beside}`.trimEnd();
}
