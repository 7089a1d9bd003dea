import { type CheckNetworkOptions, checkNetwork, type DiagnosisCode } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import { createRegistry, type Entry, type LayerDefinition } from "@retrograd/plugin";
import type { StrangePiece } from "../strangers/stranger.js";

/** A layer or loss with one mistake, written by hand, and the only cause that a check may name. */
export interface CausedMutant {
  /** What is wrong, as a noun phrase. */
  readonly what: string;
  readonly code: DiagnosisCode;
  readonly piece: () => StrangePiece;
  /** Layers in front of it, such as one whose outputs are on its kinks. */
  readonly before?: readonly Entry[];
  /** Definitions of those layers that are not built in. */
  readonly layers?: readonly LayerDefinition[];
  /** Rows that it is checked with; more of them have more ties. Default: that of a check. */
  readonly batch?: number;
  /** Another copy of the layer in the same network, which shares its state. */
  readonly twice?: boolean;
}

/** The network of a mutant: the mutant is "Strange1". */
function networkOf({ piece, before = [], layers = [], twice = false }: CausedMutant): Network {
  const mutant = piece();
  const own =
    mutant.kind === "layer"
      ? { name: "strange", layers: [mutant.definition, ...layers] }
      : { name: "strange", layers, losses: [mutant.definition] };
  const after = mutant.kind === "layer" ? [{ Affine: 3 }, "SoftmaxWithLoss"] : [];
  const second = twice ? [{ Affine: 6 }, "Strange"] : [];
  const model = [{ Affine: 6 }, ...before, "Strange", ...second, ...after];
  return buildNetwork(createRegistry(builtins, own), { input: [5], layers: model }, { dtype: "f64" });
}

/** What a check of a mutant says that it should not; undefined if it names the right cause at the right layer alone. */
export function misjudged(mutant: CausedMutant, options: CheckNetworkOptions): string | undefined {
  const { batch } = mutant;
  const { verdict, tensors } = checkNetwork(networkOf(mutant), {
    ...options,
    ...(batch === undefined ? {} : { batch }),
  });
  const causes = tensors.flatMap(({ layer, diagnosis }) =>
    diagnosis === undefined ? [] : [`${layer} ${diagnosis.code}`],
  );
  const isOwn = (layer: string) => layer === "Strange1" || (mutant.twice === true && layer === "Strange2");
  const isRight =
    causes.length > 0 &&
    causes.every((cause) => isOwn(cause.split(" ")[0]) && cause.endsWith(` ${mutant.code}`));
  const blamed = tensors.flatMap(({ layer, blame }) => (blame === undefined ? [] : [`${layer} by ${blame}`]));
  const isFair = blamed.every((one) => isOwn(one.split(" by ")[1]));
  const mayFail = mutant.code !== "undeclared-kink";
  if (isRight && isFair && (mayFail ? verdict === "fail" : verdict !== "fail" && verdict !== "pass"))
    return undefined;
  return `${mutant.what}, ${JSON.stringify(options)}: ${verdict}, ${causes.join(", ") || "no cause"}; ${blamed.join(", ")}`;
}
