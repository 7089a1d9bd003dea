import type { Definition } from "@retrograd/plugin";
import { z } from "zod";
import type { JsonSchema } from "./json-schema.js";

/** The JSON Schema of a definition's options. A schema that is not a zod schema allows any options. */
export function optionsSchema({ options, references = {} }: Definition): JsonSchema {
  if (!isZod(options)) return { type: "object" };
  const { $schema, ...schema } = z.toJSONSchema(options, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema, path }) {
      const kind = path.length === 2 && path[0] === "properties" ? references[String(path[1])] : undefined;
      if (kind === undefined) return;
      const { description, default: usual } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, { allOf: [{ $ref: `#/definitions/${kind}` }], description, default: usual });
    },
  });
  return schema as JsonSchema;
}

/** Whether a schema is a zod schema, also of another copy of zod. */
function isZod(schema: unknown): schema is z.ZodType {
  return typeof schema === "object" && schema !== null && "_zod" in schema;
}
