import type { Network } from "@retrograd/network";
import { formatValue, type Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { checkRequires } from "./check-requires.js";
import { checkValidation } from "./check-validation.js";
import { checkWatched } from "./check-watched.js";
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
      : [...lengthMistakes(train), ...stopMistakes(train), ...checkValidation(file, train)]),
    ...(train === undefined || network === undefined ? [] : checkWatched(file, registry, network)),
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
