import type { LocatedMistake, ReadYaml, Source, SourceNode, Span } from "@retrograd/experiment";
import { maxDepth } from "@retrograd/experiment";
import type { ArrayExpression, Expression, ObjectExpression, Program, Property, SpreadElement } from "acorn";
import { parseTypeScript } from "./parse-typescript.js";

/** Reads the experiment that a TypeScript or JavaScript file exports, without running the file. The default export must be
 *  written as literal values. Each value keeps its position in the file. */
export function readTypeScript(source: Source): ReadYaml {
  const parsed = parseTypeScript(source.text);
  const reader = new LiteralReader(source);
  if ("problem" in parsed) {
    const { offset, problem, tooDeep = false } = parsed;
    const range = { start: offset, end: offset + 1 };
    if (tooDeep) reader.refuse(range, [], nesting, "RG1004");
    else reader.refuse(range, [], `this is not TypeScript: ${problem}`);
    return { mistakes: reader.mistakes };
  }
  const exported = reader.exported(parsed.program);
  const root = exported && reader.read(exported, [], undefined);
  return { ...(root === undefined ? {} : { root }), mistakes: reader.mistakes };
}

type Path = LocatedMistake["path"];

const nesting = `lists and mappings can be nested at most ${maxDepth} deep`;

const computed =
  "the file is not run. Compute the value in a program and train with prepareTraining, or pass it to the command with --set";

interface Range {
  readonly start: number;
  readonly end: number;
}

class LiteralReader {
  readonly mistakes: LocatedMistake[] = [];
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  refuse(range: Range, path: Path, message: string, code: LocatedMistake["code"] = "RG1019"): void {
    this.mistakes.push({ span: this.#span(range), code, path, message });
  }

  /** The object of `export default`, which may be the argument of `defineExperiment(...)` or the name of a constant. */
  exported({ body, end }: Program): Expression | undefined {
    const constants = new Map<string, Expression>();
    let exported: Expression | undefined;
    for (const statement of body) {
      const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      if (statement.type === "ImportDeclaration") continue;
      if (declared?.type === "VariableDeclaration" && declared.kind === "const") {
        for (const { id, init } of declared.declarations) {
          if (id.type === "Identifier" && init != null) constants.set(id.name, init);
        }
      } else if (statement.type === "ExportDefaultDeclaration" && isExpression(statement.declaration)) {
        exported = statement.declaration;
      } else {
        const message =
          "an experiment may contain only imports, constants and one export default: the file is read, not run";
        this.refuse(statement, [], message);
      }
    }
    const definition = exported?.type === "Identifier" ? constants.get(exported.name) : exported;
    if (definition !== undefined) return this.#argument(definition);
    const message = "the experiment is missing: write export default defineExperiment({ ... })";
    this.refuse(exported ?? { start: end, end }, [], message);
    return undefined;
  }

  /** The argument of `defineExperiment(...)`; another expression is returned as it is. */
  #argument(expression: Expression): Expression | undefined {
    if (expression.type !== "CallExpression") return expression;
    const [argument, other] = expression.arguments;
    const { callee } = expression;
    const called = callee.type === "CallExpression" ? callee.callee : callee;
    const name = called.type === "MemberExpression" ? called.object : called;
    if (name.type === "Identifier" && name.name === "defineExperiment" && argument && !other) {
      if (argument.type !== "SpreadElement") return argument;
    }
    this.refuse(
      expression,
      [],
      "the default export must be defineExperiment({ ... }) or an object literal: the file is read, not run",
    );
    return undefined;
  }

  read(node: Expression | SpreadElement, path: Path, key: Span | undefined): SourceNode {
    const location = { span: this.#span(node), ...(key === undefined ? {} : { key }) };
    if (path.length > maxDepth) {
      this.refuse(node, path, nesting, "RG1004");
      return { kind: "scalar", value: null, unread: true, ...location };
    }
    if (node.type === "ObjectExpression") return this.#readObject(node, path, location);
    if (node.type === "ArrayExpression") return this.#readArray(node, path, location);
    const value = scalarOf(node);
    if (value !== undefined) return { kind: "scalar", value, ...location };
    const message = `only literal values can be read, got ${describe(node)}: ${computed}`;
    this.refuse(node, path, message);
    return { kind: "scalar", value: null, unread: true, ...location };
  }

  #readArray({ elements }: ArrayExpression, path: Path, location: Location): SourceNode {
    const items = elements.flatMap((element, index) => {
      if (element !== null) return [this.read(element, [...path, index], undefined)];
      this.refuse(location.span, path, "a list must have no holes");
      return [];
    });
    return { kind: "list", items, ...location };
  }

  #readObject({ properties }: ObjectExpression, path: Path, location: Location): SourceNode {
    const entries = new Map<string, SourceNode>();
    let unread = false;
    for (const property of properties) {
      const name = keyOf(property);
      if (property.type !== "Property" || name === undefined) {
        const message = `only literal keys can be read, got ${describe(property)}: ${computed}`;
        this.refuse(property, path, message);
        unread = true;
        continue;
      }
      const entryPath = [...path, name];
      if (name === "__proto__") {
        this.refuse(property.key, entryPath, 'the key "__proto__" is not allowed', "RG1014");
      } else if (entries.has(name)) {
        const { line } = this.#source.position(entries.get(name)?.key?.start ?? 0);
        const message = `the key ${JSON.stringify(name)} is given twice, first in line ${line}`;
        this.refuse(property.key, entryPath, message, "RG1007");
      } else {
        entries.set(name, this.read(property.value, entryPath, this.#span(property.key)));
      }
    }
    // without all its keys the mapping would be reported as incomplete too
    if (unread) return { kind: "scalar", value: null, unread, ...location };
    return { kind: "mapping", entries, ...location };
  }

  #span({ start, end }: Range): Span {
    return { source: this.#source, start, end };
  }
}

interface Location {
  readonly span: Span;
  readonly key?: Span;
}

function isExpression(node: { readonly type: string }): node is Expression {
  return !/Declaration$/.test(node.type);
}

/** The key of a plain property `key: value`. */
function keyOf(property: Property | SpreadElement): string | undefined {
  if (property.type !== "Property" || property.kind !== "init") return undefined;
  if (property.computed || property.method || property.shorthand) return undefined;
  const { key } = property;
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

function scalarOf(node: Expression | SpreadElement): string | number | boolean | null | undefined {
  if (node.type === "Literal") {
    const { value } = node;
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (isPlain) return value;
    return value === null && node.raw === "null" ? null : undefined;
  }
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node.type === "Identifier") return numbers[node.name];
  if (node.type !== "UnaryExpression" || (node.operator !== "-" && node.operator !== "+")) return undefined;
  const value = scalarOf(node.argument);
  if (typeof value !== "number") return undefined;
  return node.operator === "-" ? -value : value;
}

const numbers: Readonly<Record<string, number | undefined>> = Object.assign(Object.create(null), {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
});

const names: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: "a function",
  FunctionExpression: "a function",
  CallExpression: "a call",
  NewExpression: "a call",
  ImportExpression: "an import",
  Identifier: "a name",
  MemberExpression: "a name",
  SpreadElement: "a spread",
  TemplateLiteral: "a template with an expression",
  TaggedTemplateExpression: "a call",
  Property: "a computed key, a method or a shorthand property",
};

function describe({ type }: { readonly type: string }): string {
  return names[type] ?? "an expression";
}
