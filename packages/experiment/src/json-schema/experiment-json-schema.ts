import { type Kind, kindNames, type Registry } from "@retrograd/plugin";
import { z } from "zod";
import { branchesOptions, repeatOptions, residualOptions } from "../checks/block-options.js";
import { experimentSchema } from "../sections/experiment-schema.js";
import { keyDescriptions } from "../sections/key-descriptions.js";
import { entrySchema } from "./entry-json-schema.js";
import type { JsonSchema } from "./json-schema.js";

// keys of the sections that are entries, and their kinds
const entryKinds: Readonly<Record<string, Kind>> = {
  dataset: "datasets",
  optimizer: "optimizers",
  schedule: "schedules",
};
// keys that are lists of entries
const listKinds: Readonly<Record<string, Kind>> = { metrics: "metrics" };

/** The JSON Schema (draft 7) of experiment files, for editors: every key, and every option of every registered definition,
 *  with descriptions, defaults, words and snippets. It has no rules between keys and no shapes: `checkExperimentText` checks
 *  those. */
export function experimentJsonSchema(registry: Registry): JsonSchema {
  const sections = z.toJSONSchema(experimentSchema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema, path }) {
      if (path.at(-2) !== "properties") return;
      if (path.at(-1) === "input") Object.assign(jsonSchema, inputSchema);
      if (path.at(-1) === "inputs") Object.assign(jsonSchema, inputsSchema);
      if (path.at(-1) === "layers") Object.assign(jsonSchema, layersSchema);
    },
  });
  return {
    ...(withEntries(withDescriptions(sections as JsonSchema, [])) as JsonSchema),
    title: "Retrograd experiment",
    definitions: {
      layer: {
        ...entrySchema(registry, ["layers", "joints", "losses", "blocks"], {
          id: idSchema,
          from: fromSchema,
          mask: maskSchema,
          tie: tieSchema,
          repeat: repeatSchema,
          residual: residualSchema,
          branches: branchesSchema,
        }),
        description: "A layer, or the loss as the last entry: a name, or a name with its options.",
      },
      ...Object.fromEntries(
        (["initializers", "optimizers", "schedules", "metrics", "datasets"] as const).map((kind) => [
          kind,
          {
            ...entrySchema(registry, [kind]),
            description: `The name of a registered ${kindNames[kind]}, or the name with its options.`,
          },
        ]),
      ),
    },
  };
}

/** The same schema with the descriptions of the keys below a path. */
function withDescriptions(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const { properties, anyOf, items } = schema as {
    properties?: Record<string, JsonSchema>;
    anyOf?: JsonSchema[];
    items?: JsonSchema;
  };
  const described = Object.entries(properties ?? {}).map(([key, value]) => {
    const inner = [...path, key];
    const description = keyDescriptions[inner.join(".")];
    const rest = withDescriptions(value, inner);
    return [key, description === undefined ? rest : { description, ...rest }] as const;
  });
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(described) }),
    ...(items === undefined ? {} : { items: withDescriptions(items, path) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((branch) => withDescriptions(branch, path)) }),
  };
}

/** The same schema with a reference to its kind at each key that is an entry. */
function withEntries(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const kind = entryKinds[key];
      if (kind !== undefined) return [key, { ...value, allOf: [{ $ref: `#/definitions/${kind}` }] }];
      const items = listKinds[key];
      const list = items && { ...value, items: { $ref: `#/definitions/${items}` } };
      return [key, list ?? withEntries(value)];
    }),
  );
}

const shapeSchema = { type: "array", items: { type: "integer", minimum: 1 }, minItems: 1 };

const inputSchema = {
  anyOf: [
    shapeSchema,
    {
      type: "object",
      properties: {
        shape: { ...shapeSchema, description: "Shape of one sample, without the batch axis." },
        indices: {
          type: "integer",
          minimum: 1,
          description:
            "The input holds whole numbers from 0 to indices - 1, which are never scaled. Default: it holds values.",
        },
        padding: {
          type: "number",
          description:
            "The number that stands for padding: a step is padding where all its numbers are this one. Default: no step is padding.",
        },
      },
      required: ["shape"],
      additionalProperties: false,
    },
  ],
  defaultSnippets: [{ label: "[inputs]", body: ["^$1"] }],
};

const inputsSchema = {
  type: "object",
  propertyNames: { pattern: "^[A-Za-z][A-Za-z0-9_]*$" },
  additionalProperties: { anyOf: inputSchema.anyOf },
  minProperties: 1,
  defaultSnippets: [{ label: "inputs", body: { "${1:words}": { shape: ["^$2"] } } }],
};

const layersSchema = { type: "array", items: { $ref: "#/definitions/layer" }, minItems: 1 };

const idSchema = {
  type: "string",
  pattern: "^[A-Za-z][A-Za-z0-9_]*$",
  description: "Names the layer and its parameters in results. Default: Affine1, Affine2, ...",
};

const fromSchema = {
  anyOf: [
    { type: "string" },
    {
      type: "array",
      items: { type: "string" },
      minItems: 1,
      defaultSnippets: [{ label: "[ids]", body: ["^$1", "$2"] }],
    },
  ],
  description:
    "What the entry reads: the id of an earlier layer, the name of an input, or a list of them. Default: the entry before.",
};

const maskSchema = {
  type: "string",
  description:
    "The input whose padding masks the steps that the entry reads. Default: the mask of what it reads.",
};

const tieSchema = {
  type: "object",
  minProperties: 1,
  additionalProperties: { type: "string" },
  description:
    "Parameters that are those of an earlier layer: { W: embed.W }. They are one tensor, whose gradients are added.",
  defaultSnippets: [{ label: "{ W: ... }", body: { W: "$1.W" } }],
};

// the types of the keys inside blocks that are lists of layers or entries
const blockKeys: Readonly<Record<string, JsonSchema>> = {
  layers: layersSchema,
  shortcut: { type: "array", items: layersSchema.items },
  paths: { type: "array", items: { type: "array", items: layersSchema.items }, minItems: 2 },
  join: layersSchema.items,
};

/** The schema of the value of a block. */
function blockSchema(name: string, options: z.ZodType): JsonSchema {
  const schema = z.toJSONSchema(options, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override({ jsonSchema, path }) {
      if (path.length === 2) Object.assign(jsonSchema, blockKeys[String(path[1])]);
    },
  });
  return withDescriptions(schema as JsonSchema, [name]);
}

const repeatSchema = {
  ...blockSchema("repeat", repeatOptions),
  description: "Repeats its layers.",
  defaultSnippets: [{ label: "repeat", body: { times: "^$1", layers: ["$2"] } }],
};

const residualSchema = {
  anyOf: [layersSchema, blockSchema("residual", residualOptions)],
  description: "Layers whose output is added to their input. A list, or layers and a shortcut.",
  defaultSnippets: [{ label: "residual", body: ["$1"] }],
};

const branchesSchema = {
  anyOf: [blockKeys.paths, blockSchema("branches", branchesOptions)],
  description:
    "Paths that read the same output, and the layer that joins them. A list of paths, or join and paths.",
  defaultSnippets: [{ label: "branches", body: { join: "^$1", paths: [["$2"], ["$3"]] } }],
};
