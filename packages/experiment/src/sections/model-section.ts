import type { Shape } from "@retrograd/core";
import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

/** The section `model`. What the lists hold is checked against the registry, not here. */
export const modelSection = z.strictObject({
  input: z
    .custom<Shape>(Array.isArray, "must be a list of axes without the batch, such as [784]")
    .describe("Shape of one sample, without the batch axis."),
  layers: z
    .custom<readonly Entry[]>(Array.isArray, "must be a list of layers, the last of them a loss")
    .describe("Layers in order, the last of them the loss."),
});
