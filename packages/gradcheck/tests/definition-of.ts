import { sizeOf } from "@retrograd/core";
import type { LayerDefinition, Schema } from "@retrograd/plugin";
import type { Piece } from "./field/field-mistake.js";

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

/** The definition of a layer for rows of any length. `piece` creates the layer for one length. */
export function definitionOf(type: string, piece: (width: number) => Piece): LayerDefinition {
  return {
    type,
    summary: type,
    options: anything,
    create: (_options, inShape) => {
      const created = piece(sizeOf(inShape));
      if (created.kind !== "layer") throw new Error(`${type} is a loss`);
      return { ...created.layer, type };
    },
  };
}
