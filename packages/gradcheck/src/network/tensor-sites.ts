import type { Tensor } from "@retrograd/core";
import type { Forward } from "@retrograd/plugin";
import { localSite, type Site, wholeSite } from "./site.js";
import type { Experiment, Stage } from "./stages.js";
import { type Tail, tailAfter } from "./tail.js";

/** A tensor of a layer, and what its gradient is compared for. */
export interface TensorSites {
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  /** The layer alone. Absent where backward gave no gradient. */
  readonly local?: Site | undefined;
  /** From the layer to the loss. Absent where there is no network around, or no gradient. */
  readonly whole?: Site | undefined;
}

/** Where a layer stands in a network. */
export interface Position {
  readonly experiment: Experiment;
  readonly position: number;
  /** What the round-off of outputs from here on comes to in the loss; nothing beside that of the loss by default. */
  readonly carried?: number;
}

type Gradients = ReturnType<Forward["backward"]>;

/** The input and the parameters of a layer, each with its objectives. cotangent: of the layer alone, as y;
 *  back: the loss's gradients, where they are known */
export function sitesOfStage(
  stage: Stage,
  cotangent: Tensor,
  around?: Position,
  back?: Gradients,
): readonly TensorSites[] {
  const { params, x } = stage;
  const local = stage.forward.backward(cotangent);
  const place: (Position & { readonly tail: Tail }) | undefined = around && {
    ...around,
    tail: tailAfter(around.experiment, around.position),
  };
  return Object.entries({ x, ...params }).map(([name, tensor]) => {
    const gradientIn = ({ dx, grads }: Gradients) => (name === "x" ? dx : grads[name]);
    const own = gradientIn(local);
    const whole = back && gradientIn(back);
    return {
      name,
      tensor,
      local: own && localSite(stage, x.engine, cotangent, { tensor, gradient: own }),
      whole: place && whole && wholeSite(stage, place.experiment, place, { tensor, gradient: whole }),
    };
  });
}
