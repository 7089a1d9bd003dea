import type { Shape } from "@retrograd/core";
import type { InputSpec } from "@retrograd/network";
import type { Entry } from "@retrograd/plugin";
import { z } from "zod";
import { mapping } from "./values.js";

/** What `model.input` must be. */
export const inputRule = "must be a list of axes without the batch, such as [784], or { shape, indices }";

/** The section `model`. The registry checks the items of the lists, not this schema. */
export const modelSection = mapping({
  /** Shape of one sample, without the batch axis; { shape, indices } for whole numbers from 0 to indices - 1. */
  input: z
    .custom<Shape | InputSpec>((value) => typeof value === "object" && value !== null, inputRule)
    .exactOptional(),
  /** Several inputs by name, each like input. Entries read them with from. */
  inputs: z
    .custom<Readonly<Record<string, Shape | InputSpec>>>(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      "must be inputs by name, such as { words: { shape: [35], indices: 10000 }, author: [12] }",
    )
    .exactOptional(),
  /** Layers in order. The last one is the loss. */
  layers: z.custom<readonly Entry[]>(Array.isArray, "must be a list of layers with a loss at the end"),
});
