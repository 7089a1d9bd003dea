import { formatValue, type Network, type Registry } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { isSplit } from "../sections/words.js";
import { checkRequires } from "./check-requires.js";
import { checkValidation } from "./check-validation.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** What no single key can tell: rules between keys, and plugins that must be loaded. */
export function checkRules(
  raw: unknown,
  registry: Registry,
  network: Network | undefined,
): readonly Mistake[] {
  const file = asMapping(raw) ?? {};
  const train = asMapping(file.train);
  return [
    ...seedMistakes(file),
    ...checkRequires(file.requires, registry),
    ...(train === undefined
      ? []
      : [...lengthMistakes(train), ...stopMistakes(train, network), ...checkValidation(file, train)]),
  ];
}

function seedMistakes({ rng, seed }: PlainMapping): readonly Mistake[] {
  if (rng !== "numpy" || !Number.isSafeInteger(seed) || Number(seed) < 2 ** 32) return [];
  const message = `"seed" must be below 4294967296 with rng: numpy, got ${formatValue(seed)}`;
  const expected = "a whole number below 4294967296";
  return [{ code: "RG1102", path: ["seed"], at: "value", message, expected, got: formatValue(seed) }];
}

function lengthMistakes(train: PlainMapping): readonly Mistake[] {
  const code = "RG4001";
  const hasIterations = train.iterations !== undefined;
  const hasEpochs = train.epochs !== undefined;
  if (hasIterations && hasEpochs) {
    const message = '"iterations" and "epochs" both say how long to train: remove one of them';
    return [{ code, path: ["train", "epochs"], at: "key", message, got: "both" }];
  }
  if (hasIterations || hasEpochs) return [];
  const message = '"iterations" or "epochs" is missing: say how long to train, such as epochs: 10';
  return [{ code, path: ["train"], at: "inside", message, got: "neither" }];
}

function stopMistakes(train: PlainMapping, network: Network | undefined): readonly Mistake[] {
  const stop = asMapping(train.stop);
  if (stop === undefined) return [];
  const mistakes: Mistake[] = [];
  const [atLeast, atMost] = [stop.atLeast !== undefined, stop.atMost !== undefined];
  if (atLeast && atMost) {
    const message = '"stop" takes "atLeast" or "atMost", not both: remove one of them';
    mistakes.push({ code: "RG4002", path: ["train", "stop", "atMost"], at: "key", message, got: "both" });
  } else if (!atLeast && !atMost) {
    const message = '"atLeast" or "atMost" is missing: say when to stop, such as atLeast: 0.97';
    mistakes.push({ code: "RG4002", path: ["train", "stop"], at: "inside", message, got: "neither" });
  }
  mistakes.push(...boundMistakes(stop));
  const [split, metric] = typeof stop.metric === "string" ? stop.metric.split(".") : [];
  const unmeasured = (message: string) =>
    mistakes.push({ code: "RG4003", path: ["train", "stop", "metric"], at: "value", message });
  const splits = asMapping(train.evaluate)?.splits;
  if (isSplit(split) && Array.isArray(splits) && !splits.includes(split)) {
    unmeasured(`waits for "${stop.metric}", but train.evaluate.splits leaves out "${split}"`);
  }
  if (metric === "accuracy" && network !== undefined && network.loss.loss.targets !== "classes") {
    unmeasured(`waits for "${stop.metric}", but ${network.loss.id} learns values, which have no accuracy`);
  }
  return mistakes;
}

function boundMistakes(stop: PlainMapping): readonly Mistake[] {
  if (typeof stop.metric !== "string" || !stop.metric.endsWith(".accuracy")) return [];
  return (["atLeast", "atMost"] as const).flatMap((key): readonly Mistake[] => {
    const bound = stop[key];
    if (typeof bound !== "number" || (bound >= 0 && bound <= 1)) return [];
    const meant = bound > 1 && bound <= 100 ? `: ${bound}% is ${Number((bound / 100).toPrecision(12))}` : "";
    const message = `"${key}" of an accuracy must be a fraction from 0 to 1, got ${formatValue(bound)}${meant}`;
    const expected = "a fraction from 0 to 1";
    const place = { path: ["train", "stop", key], at: "value" } as const;
    return [{ code: "RG1102", ...place, message, expected, got: formatValue(bound) }];
  });
}
