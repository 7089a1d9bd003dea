import { formatValue, type Network, type Path, type Registry } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { isSplit } from "../sections/words.js";
import { checkRequires } from "./check-requires.js";
import { checkValidation } from "./check-validation.js";
import { evaluatedMetrics, hasValidation } from "./evaluated-metrics.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";
import { watchedBySchedule } from "./watched-by-schedule.js";

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
      : [...lengthMistakes(train), ...stopMistakes(train), ...checkValidation(file, train)]),
    ...(train === undefined || network === undefined ? [] : watchMistakes(file, registry, network)),
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

function stopMistakes(train: PlainMapping): readonly Mistake[] {
  const stop = asMapping(train.stop);
  if (stop === undefined) return [];
  const [has, path] = [(key: string) => stop[key] !== undefined, ["train", "stop"]];
  const wrong = (key: string, message: string): Mistake => {
    return { code: "RG4002", path: [...path, key], at: "key", message, got: key };
  };
  const waits = has("atLeast") || has("atMost") || has("patience");
  const mistakes: Mistake[] = [];
  if (has("atLeast") && has("atMost")) {
    mistakes.push(wrong("atMost", '"stop" takes "atLeast" or "atMost", not both: remove one of them'));
  }
  if (!waits && !has("seconds")) {
    const message =
      '"stop" says of nothing when to stop: give "atLeast", "atMost", "patience" or "seconds", such as atLeast: 0.97';
    mistakes.push({ code: "RG4002", path, at: "inside", message, got: "nothing" });
  } else if (!waits && has("metric")) {
    mistakes.push(
      wrong("metric", '"metric" is there, but nothing waits for it: add "atLeast", "atMost" or "patience"'),
    );
  }
  if (waits && !has("metric")) {
    const message = '"metric" is missing: say what to wait for, such as metric: test.accuracy';
    mistakes.push({ code: "RG1103", path, at: "inside", message, got: "nothing" });
  }
  if (has("minDelta") && !has("patience")) {
    mistakes.push(
      wrong("minDelta", '"minDelta" says how much better counts for "patience", which is missing'),
    );
  }
  return mistakes;
}

/** What is watched must be evaluated, and what bounds a fraction must be one. */
function watchMistakes(file: PlainMapping, registry: Registry, network: Network): readonly Mistake[] {
  const evaluated = evaluatedMetrics(file, registry, network);
  const train = asMapping(file.train) ?? {};
  const stop = asMapping(train.stop) ?? {};
  const watched: readonly (readonly [Path, unknown])[] = [
    [["train", "checkpoint", "best"], asMapping(train.checkpoint)?.best],
    [["train", "stop", "metric"], stop.metric],
  ];
  const scheduled = watchedBySchedule(train.schedule, registry, ["train", "schedule"]);
  const unmeasured = [...watched, ...scheduled].flatMap(([path, name]): readonly Mistake[] => {
    if (typeof name !== "string" || evaluated.has(name)) return [];
    const [split] = name.split(".");
    // of keys of the sections, what is no split is told there, a validation split that is not there by checkValidation
    const isTold = !isSplit(split) || (split === "validation" && !hasValidation(file));
    if (isTold && path[1] !== "schedule") return [];
    const known = [...evaluated.keys()];
    const message = `waits for "${name}", which is not evaluated: ${reasonOf(name, train, network)}. Evaluated: ${known.join(", ")}`;
    return [{ code: "RG4003", path, at: "value", message, word: name, known }];
  });
  const unit = typeof stop.metric === "string" ? evaluated.get(stop.metric)?.unit : undefined;
  return [...unmeasured, ...(unit === "fraction" ? boundMistakes(stop) : [])];
}

/** Why a metric is not evaluated. */
function reasonOf(name: string, train: PlainMapping, network: Network): string {
  const [split = "", metric = ""] = name.split(".");
  const { splits } = asMapping(train.evaluate) ?? {};
  if (Array.isArray(splits) && !splits.includes(split)) return `train.evaluate.splits leaves out "${split}"`;
  const { id, loss } = network.loss;
  return `no metric called "${metric}" is in train.evaluate.metrics, or usual for ${id}, which learns ${loss.targets}`;
}

function boundMistakes(stop: PlainMapping): readonly Mistake[] {
  return (["atLeast", "atMost"] as const).flatMap((key): readonly Mistake[] => {
    const bound = stop[key];
    if (typeof bound !== "number" || (bound >= 0 && bound <= 1)) return [];
    const meant = bound > 1 && bound <= 100 ? `: ${bound}% is ${Number((bound / 100).toPrecision(12))}` : "";
    const message = `"${key}" of a fraction such as ${stop.metric} must be a number from 0 to 1, got ${formatValue(bound)}${meant}`;
    const expected = "a fraction from 0 to 1";
    const place = { path: ["train", "stop", key], at: "value" } as const;
    return [{ code: "RG1102", ...place, message, expected, got: formatValue(bound) }];
  });
}
