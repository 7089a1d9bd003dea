import type { Definition, Kind, Registry } from "@retrograd/plugin";
import type { JsonSchema } from "./json-schema.js";
import { optionsSchema } from "./options-json-schema.js";

// keys that can stand next to the name of an entry
const nextToName: readonly string[] = ["id", "from", "mask", "tie"];

/** The schema of an entry that names a definition of one of the kinds: a registered name, or a mapping from a name to its
 *  options. others: keys that the mapping may have in addition to the name, such as `id` */
export function entrySchema(
  registry: Registry,
  kinds: readonly Kind[],
  others: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const definitions: readonly Definition[] = kinds.flatMap((kind) => [...registry[kind].values()]);
  const withoutRequiredOptions = definitions.filter((definition) => requiredOf(definition).length === 0);
  return {
    anyOf: [
      // a name alone is valid if no option is required; JSON Schema draft 7 forbids an empty enum
      ...(withoutRequiredOptions.length === 0 ? [] : [namesSchema(withoutRequiredOptions)]),
      {
        type: "object",
        properties: {
          ...Object.fromEntries(definitions.map((definition) => [definition.type, withOptions(definition)])),
          ...others,
        },
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1 + nextToName.filter((key) => Object.hasOwn(others, key)).length,
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

/** The schema of the value after a name: a mapping of options, the value of the main option, or null. */
function withOptions(definition: Definition): JsonSchema {
  const { summary, mainOption } = definition;
  const options = optionsSchema(definition);
  const properties = options.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const main = mainOption === undefined ? undefined : properties?.[mainOption];
  return {
    description: summary,
    anyOf: [
      options,
      ...(main === undefined ? [] : [main]),
      ...(requiredOf(definition).length === 0 ? [{ type: "null" }] : []),
    ],
  };
}

/** The name with its required options as placeholders. */
function snippet(definition: Definition): JsonSchema {
  const { type, summary, mainOption } = definition;
  const required = requiredOf(definition);
  const [only] = required;
  const isMainOnly = required.length === 1 && only === mainOption;
  const placeholders = Object.fromEntries(required.map((option, i) => [option, `$${i + 1}`]));
  return {
    label: type,
    description: summary,
    body: { [type]: isMainOnly ? "$1" : required.length === 0 ? {} : placeholders },
  };
}

function requiredOf(definition: Definition): readonly string[] {
  const { required } = optionsSchema(definition);
  return Array.isArray(required) ? required : [];
}
