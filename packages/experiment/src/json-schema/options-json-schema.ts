import type { Definition } from "@retrograd/plugin";
import { z } from "zod";
import type { JsonSchema } from "./json-schema.js";

/** The schema of a definition's options. One whose schema is not of zod may have any. */
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

/** A package may bring a zod of its own: what counts is that it is built the same. */
function isZod(schema: unknown): schema is z.ZodType {
  return typeof schema === "object" && schema !== null && "_zod" in schema;
}
