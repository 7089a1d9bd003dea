import type { Network } from "@retrograd/network";
import { formatValue, type Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { checkParameters } from "./check-parameters.js";
import { checkRequires } from "./check-requires.js";
import { checkStop } from "./check-stop.js";
import { checkStreams } from "./check-streams.js";
import { checkUnavailableSplits } from "./check-unavailable-splits.js";
import { checkWatched } from "./check-watched.js";
import type { RawMapping, RawSections } from "./raw-sections.js";

/** Checks the rules between keys, which no schema of one key can express, and the required plugins. Rules about metrics and
 *  parameters need a network. */
export function checkRules(
  raw: RawSections,
  registry: Registry,
  network: Network | undefined,
): readonly Mistake[] {
  const { file, train, stop } = raw;
  return [
    ...checkSeed(file),
    ...checkRequires(file.requires, registry),
    ...(train === undefined ? [] : checkLength(train)),
    ...(stop === undefined ? [] : checkStop(stop)),
    ...checkUnavailableSplits(raw),
    ...checkStreams(raw, network),
    ...(train === undefined || network === undefined
      ? []
      : [...checkParameters(train, network), ...checkWatched(raw, registry, network)]),
  ];
}

function checkSeed({ rng, seed }: RawMapping): readonly Mistake[] {
  if (rng !== "numpy" || !Number.isSafeInteger(seed) || Number(seed) < 2 ** 32) return [];
  const message = `"seed" must be below 4294967296 with rng: numpy, got ${formatValue(seed)}`;
  const expected = "a whole number below 4294967296";
  return [{ code: "RG1102", path: ["seed"], at: "value", message, expected, got: formatValue(seed) }];
}

function checkLength(train: RawMapping): readonly Mistake[] {
  const code = "RG4001";
  const hasIterations = train.iterations !== undefined;
  const hasEpochs = train.epochs !== undefined;
  if (hasIterations && hasEpochs) {
    const message = '"iterations" and "epochs" both set the length of training: remove one of them';
    return [{ code, path: ["train", "epochs"], at: "key", message, got: "both" }];
  }
  if (hasIterations || hasEpochs) return [];
  const message = '"iterations" or "epochs" is missing: set the length of training, such as epochs: 10';
  return [{ code, path: ["train"], at: "inside", message, got: "neither" }];
}
