import { checkNetwork, type TensorReport } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry, type Schema } from "@retrograd/plugin";
import { activations } from "./activations.js";
import { type FieldMistake, type Piece, width } from "./field-mistake.js";
import { losses } from "./losses.js";
import { normalisations } from "./normalisations.js";
import { sharing } from "./sharing.js";
import { windows } from "./windows.js";

/** Mistakes that were reported of frameworks, in layers and losses that Retrograd has not built in. */
export const fieldMistakes: readonly FieldMistake[] = [
  ...activations,
  ...normalisations,
  ...windows,
  ...sharing,
  ...losses,
];

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

/** What a check made of a mistake. */
export interface FieldOutcome {
  readonly one: FieldMistake;
  /** Of the right version. */
  readonly rightFails: boolean;
  /** The causes named for the wrong version; none where it is not blamed. */
  readonly codes: readonly string[];
}

/** Checks the wrong and the right version of a mistake as anybody would check a network. */
export function examineField(one: FieldMistake): FieldOutcome {
  const blamed = failuresOf(one.piece(true)).filter(({ blame }) => blame === "Mine1");
  const codes = [...new Set(blamed.flatMap(({ diagnosis }) => diagnosis?.code ?? []))];
  return { one, rightFails: failuresOf(one.piece(false)).length > 0, codes };
}

function failuresOf(piece: Piece): readonly TensorReport[] {
  return checkNetwork(networkOf(piece), { mode: "fast" }).tensors.filter(({ verdict }) => verdict === "fail");
}

function networkOf(piece: Piece): Network {
  const about = { type: "Mine", summary: "A piece.", options: anything };
  const plugin =
    piece.kind === "layer"
      ? { name: "field", layers: [{ ...about, create: () => piece.layer }] }
      : { name: "field", losses: [{ ...about, create: () => piece.loss }] };
  const before: Entry = { Affine: width };
  const layers = piece.kind === "layer" ? [before, "Mine", "IdentityWithLoss"] : [before, "Mine"];
  const registry = createRegistry(builtins, definePlugin(plugin));
  return buildNetwork(registry, { input: [4], layers }, { dtype: "f64" });
}
