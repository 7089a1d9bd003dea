import { type Shape, sizeOf } from "@retrograd/core";
import { attentionLayers } from "@retrograd/layers-attention";
import { normLayers } from "@retrograd/layers-norm";
import { checkOptions } from "@retrograd/plugin";
import type { Subject } from "./subjects.js";

const layers = [...(normLayers.layers ?? []), ...(attentionLayers.layers ?? [])];

// rows as long as a batch of a check, so that no mistake shows as a wrong shape
const uses: readonly (readonly [type: string, options: unknown, shape: Shape])[] = [
  ["BatchNorm", {}, [6]],
  ["LayerNorm", {}, [6]],
  ["RmsNorm", {}, [6]],
  ["GroupNorm", { groups: 2 }, [4, 3]],
  ["InstanceNorm", { affine: true }, [8, 3]],
  ["LearnedPositions", {}, [3, 4]],
  ["SinusoidalPositions", {}, [3, 4]],
  ["SelfAttention", { heads: 2, causal: true, rotary: true }, [3, 4]],
];

/** A use of each layer of layers-norm and layers-attention that takes values. */
export const packageSubjects: readonly Subject[] = uses.map(([type, options, shape]) => {
  const definition = layers.find((one) => one.type === type);
  if (definition === undefined) throw new Error(`there is no layer ${type}`);
  const { value, issues } = checkOptions<unknown>(definition, options, []);
  if (issues.length > 0) throw new Error(issues[0]?.message);
  return { type, piece: { kind: "layer", definition }, options: value, shape, width: sizeOf(shape) };
});
