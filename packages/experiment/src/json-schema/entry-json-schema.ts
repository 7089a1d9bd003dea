import type { Definition, Kind, Registry } from "@retrograd/plugin";
import type { JsonSchema } from "./json-schema.js";
import { optionsSchema } from "./options-json-schema.js";

/** The schema of an entry of some kinds: a registered name, or one of them as a key with its options, beside `others`. */
export function entrySchema(
  registry: Registry,
  kinds: readonly Kind[],
  others: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const definitions: readonly Definition[] = kinds.flatMap((kind) => [...registry[kind].values()]);
  const named = definitions.filter((definition) => requiredOf(definition).length === 0);
  return {
    anyOf: [
      // a name can stand alone where no option must be given; draft 7 allows no empty enum
      ...(named.length === 0 ? [] : [namesSchema(named)]),
      {
        type: "object",
        properties: {
          ...Object.fromEntries(definitions.map((definition) => [definition.type, withOptions(definition)])),
          ...others,
        },
        additionalProperties: false,
        minProperties: 1,
        maxProperties: Object.hasOwn(others, "id") ? 2 : 1,
        defaultSnippets: definitions.map(snippet),
      },
    ],
  };
}

function namesSchema(definitions: readonly Definition[]): JsonSchema {
  return {
    type: "string",
    enum: definitions.map(({ type }) => type),
    markdownEnumDescriptions: definitions.map(({ summary }) => summary),
  };
}

/** What may follow the name of a definition: a mapping of its options, the value of the main one, or nothing. */
function withOptions(definition: Definition): JsonSchema {
  const { summary, mainOption } = definition;
  const options = optionsSchema(definition);
  const properties = options.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const alone = mainOption === undefined ? undefined : properties?.[mainOption];
  return {
    description: summary,
    anyOf: [
      options,
      ...(alone === undefined ? [] : [alone]),
      ...(requiredOf(definition).length === 0 ? [{ type: "null" }] : []),
    ],
  };
}

/** The name with what must be given, to be filled in. */
function snippet(definition: Definition): JsonSchema {
  const { type, summary, mainOption } = definition;
  const required = requiredOf(definition);
  const [only] = required;
  const alone = required.length === 1 && only === mainOption;
  const given = Object.fromEntries(required.map((option, i) => [option, `$${i + 1}`]));
  return {
    label: type,
    description: summary,
    body: { [type]: alone ? "$1" : required.length === 0 ? {} : given },
  };
}

function requiredOf(definition: Definition): readonly string[] {
  const { required } = optionsSchema(definition);
  return Array.isArray(required) ? required : [];
}
