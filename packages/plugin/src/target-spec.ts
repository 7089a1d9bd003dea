import type { Loss, TargetSpec } from "./contract/loss.js";

/** What one target of a loss is, with its shape: the spec that the loss declares, or the one that its kind stands for. */
export function targetSpec({ targets, outShape }: Pick<Loss, "targets" | "outShape">): TargetSpec {
  if (typeof targets === "object") return targets;
  return targets === "classes"
    ? { kind: "classes", shape: [], classes: outShape.at(-1) ?? 1 }
    : { kind: "values", shape: outShape };
}
