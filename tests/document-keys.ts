import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./outside-project.js";

type Row = readonly [path: string, comment: string];

const sources = join(root, "packages/experiment/src");

/** The comment above each key in the schemas of the sections and of the blocks, as a TypeScript file that maps the path of the key to it. */
export function documentKeys(): string {
  const constants = schemas();
  const rows = [
    ...commentsIn("experimentSchema", constants, []),
    ...["repeat", "residual", "branches"].flatMap((name) => commentsIn(`${name}Options`, constants, [name])),
  ];
  const lines = rows.map(([path, comment]) => {
    const name = /^\w+$/.test(path) ? path : JSON.stringify(path);
    return `  ${name}: ${JSON.stringify(comment)},\n`;
  });
  return `// biome-ignore-all format: generated
/** The comments above the keys in the schemas, by the path of the key. Generated: run
 *  \`pnpm exec vitest run tests/documents.test.ts -u\` twice after a change of a comment. */
export const keyDescriptions: Readonly<Record<string, string>> = {
${lines.join("")}};
`;
}

/** What each constant of the files with schemas is made of, by its name. */
function schemas(): ReadonlyMap<string, ts.Expression> {
  const sections = readdirSync(join(sources, "sections")).filter((name) =>
    /-(section|schema)\.ts$/.test(name),
  );
  const files = [...sections.map((name) => join("sections", name)), "checks/block-options.ts"];
  const statements = files.flatMap((name) => {
    const text = readFileSync(join(sources, name), "utf8");
    return [...ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true).statements];
  });
  return new Map(
    statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .flatMap(({ name, initializer }) => (initializer === undefined ? [] : [[name.getText(), initializer]])),
  );
}

/** The keys of the schemas within an expression, and of the constants that it names, with their comments. */
function commentsIn(
  expression: ts.Node | string,
  constants: ReadonlyMap<string, ts.Expression>,
  path: readonly string[],
): readonly Row[] {
  const node = typeof expression === "string" ? constants.get(expression) : expression;
  if (node === undefined) return [];
  if (ts.isIdentifier(node)) return commentsIn(node.text, constants, path);
  if (ts.isPropertyAccessExpression(node)) return commentsIn(node.expression, constants, path);
  if (ts.isArrowFunction(node)) return [];
  if (!ts.isCallExpression(node) || node.expression.getText() !== "mapping") {
    return children(node).flatMap((child) => commentsIn(child, constants, path));
  }
  const [keys] = node.arguments;
  if (keys === undefined || !ts.isObjectLiteralExpression(keys)) return [];
  return keys.properties.filter(ts.isPropertyAssignment).flatMap((property) => {
    const inner = [...path, property.name.getText()];
    return [
      [inner.join("."), commentOf(property)] as const,
      ...commentsIn(property.initializer, constants, inner),
    ];
  });
}

function children(node: ts.Node): readonly ts.Node[] {
  const list: ts.Node[] = [];
  ts.forEachChild(node, (child) => void list.push(child));
  return list;
}

function commentOf(property: ts.PropertyAssignment): string {
  const [comment] = ts.getJSDocCommentsAndTags(property).filter(ts.isJSDoc);
  return ts.getTextOfJSDocComment(comment?.comment) ?? "";
}
