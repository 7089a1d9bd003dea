import { diagnosticCodes, experimentJsonSchema, type JsonSchema } from "@retrograd/experiment";
import { type Kind, kindNames, type Registry } from "@retrograd/plugin";
import { markdownTable } from "./markdown-table.js";

const kinds: readonly (readonly [kind: Kind, heading: string])[] = [
  ["layers", "Layers"],
  ["joints", "Layers of several inputs"],
  ["losses", "Losses"],
  ["initializers", "Initializers"],
  ["optimizers", "Optimizers"],
  ["schedules", "Schedules"],
  ["metrics", "Metrics"],
  ["datasets", "Data sets and readers"],
];

const modelKinds: readonly Kind[] = ["layers", "joints", "losses"];

/** Every registered definition with its options, as Markdown. Marks the main option, whose value can replace the options. */
export function documentRegistry(registry: Registry): string {
  const { definitions } = experimentJsonSchema(registry) as {
    readonly definitions: Record<string, JsonSchema>;
  };
  const parts = kinds.flatMap(([kind, heading]) => {
    const entries = [...registry[kind].values()];
    if (entries.length === 0) return [];
    const schemas = propertiesOf(definitions[modelKinds.includes(kind) ? "layer" : kind]);
    const rows = entries.flatMap(({ type, summary, mainOption }) => {
      const options = Object.entries(optionsOf(schemas[type]));
      const first = [`**\`${type}\`**`, "", "", summary];
      return [
        first,
        ...options.map(([name, option]) => [
          `\`${name}\`${name === mainOption ? " (main)" : ""}`,
          typeOf(option),
          option.default === undefined ? "" : `\`${JSON.stringify(option.default)}\``,
          String(option.description ?? ""),
        ]),
      ];
    });
    return [`### ${heading}\n\n${markdownTable([kindNames[kind], "type", "default", "meaning"], rows)}`];
  });
  return parts.join("\n\n");
}

/** Every code of a mistake with its explanation, as Markdown. */
export function documentCodes(): string {
  const codes = Object.entries(diagnosticCodes);
  const needData = codes.filter(([, { command }]) => command === "train").map(([code]) => code);
  const intro = `Every code of a mistake in an experiment file. \`retrograd validate\` finds them, except those that need the data or the section
\`train\`; \`retrograd train\` finds these: ${needData.join(", ")}. \`retrograd explain CODE\` shows an
example and its fix. \`pnpm exec vitest run tests/documents.test.ts -u\` writes this page.`;
  const parts = codes.map(
    ([code, { title, explanation }]) =>
      `## ${code}: ${title}\n\n${explanation.replaceAll("__proto__", "`__proto__`")}`,
  );
  return `# Mistakes\n\n${intro}\n\n${parts.join("\n\n")}\n`;
}

type Properties = Readonly<Record<string, JsonSchema>>;

function propertiesOf(definition: JsonSchema | undefined): Properties {
  const branches = (definition?.anyOf ?? []) as readonly JsonSchema[];
  return (branches.find(({ type }) => type === "object")?.properties ?? {}) as Properties;
}

function optionsOf(schema: JsonSchema | undefined): Properties {
  const [options] = (schema?.anyOf ?? []) as readonly JsonSchema[];
  return (options?.properties ?? {}) as Properties;
}

function typeOf(option: JsonSchema): string {
  const { type, enum: words, allOf, anyOf, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = option;
  if (allOf !== undefined) return "entry";
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(typeOf))].join(" or ");
  if (Array.isArray(words)) return words.map((word) => `\`${word}\``).join(", ");
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? [] : [`>= ${minimum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`<= ${maximum}`]),
  ];
  const names: Readonly<Record<string, string>> = {
    integer: "whole number",
    string: "text",
    boolean: "true or false",
    array: "list",
  };
  return [names[String(type)] ?? String(type ?? "any"), ...bounds].join(" ");
}
