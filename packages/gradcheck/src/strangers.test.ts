import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type LayerDefinition } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { calls } from "../tests/strangers/calls.js";
import { hiddenStates } from "../tests/strangers/hidden-state.js";
import { losses } from "../tests/strangers/losses.js";
import { precision } from "../tests/strangers/precision.js";
import { siblings } from "../tests/strangers/siblings.js";
import type { StrangePiece, Stranger } from "../tests/strangers/stranger.js";
import { values } from "../tests/strangers/values.js";
import { checkNetwork } from "./check/check-network.js";
import { type ConformanceCheck, conformance } from "./conformance/conformance.js";
import { lossConformance } from "./conformance/conformance-losses.js";

const registry = createRegistry(builtins);
const corpus: readonly Stranger[] = [
  ...hiddenStates,
  ...values,
  ...calls,
  ...precision,
  ...losses,
  ...siblings,
];

function promisesOf(piece: StrangePiece, { inputs = [[6]] }: Stranger): readonly ConformanceCheck[] {
  const cases = inputs.map((input) => ({ input }));
  return piece.kind === "layer"
    ? conformance(piece.definition as LayerDefinition, registry, cases)
    : lossConformance(piece.definition, registry, cases);
}

/** What is said of the promises that are broken. */
function broken(piece: StrangePiece, stranger: Stranger): readonly string[] {
  return promisesOf(piece, stranger).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name} | ${error instanceof Error ? error.message : error}`];
    }
  });
}

test("there are at least 80 strangers, and no two of them are the same", () => {
  expect(corpus.length).toBeGreaterThanOrEqual(80);
});

describe("conformance", () => {
  test.each(corpus)("does not pass: $what", (stranger) => {
    expect(broken(stranger.piece(true), stranger)).not.toEqual([]);
  });

  test.each(corpus)("passes the same made right: $what", (stranger) => {
    expect(broken(stranger.piece(false), stranger)).toEqual([]);
  });
});

/** The verdict of a network of nothing but the layer or loss. */
function verdictOf(piece: StrangePiece, { inputs: [input] = [[6]] }: Stranger): string {
  const { type } = piece.definition;
  const plugin =
    piece.kind === "layer"
      ? { layers: [piece.definition as LayerDefinition] }
      : { losses: [piece.definition] };
  const layers = piece.kind === "layer" ? [type, "IdentityWithLoss"] : [type];
  const strange = createRegistry(builtins, definePlugin({ name: "strange", ...plugin }));
  const network = buildNetwork(strange, { input: [...input], layers }, { dtype: "f64" });
  return checkNetwork(network, { mode: "fast" }).verdict;
}

describe("a check of a network", () => {
  test.each(corpus.filter(({ gradcheck }) => gradcheck))("fails for: $what", (stranger) => {
    expect(verdictOf(stranger.piece(true), stranger)).toBe("fail");
  });

  test.each(corpus)("passes the same made right: $what", (stranger) => {
    expect(verdictOf(stranger.piece(false), stranger)).toBe("pass");
  });
});
