import { builtins } from "@retrograd/layers";
import { createRegistry, type LayerDefinition } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { calls } from "../tests/strangers/calls.js";
import { hiddenStates } from "../tests/strangers/hidden-state.js";
import { losses } from "../tests/strangers/losses.js";
import { precision } from "../tests/strangers/precision.js";
import { siblings } from "../tests/strangers/siblings.js";
import type { StrangePiece, Stranger } from "../tests/strangers/stranger.js";
import { values } from "../tests/strangers/values.js";
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
