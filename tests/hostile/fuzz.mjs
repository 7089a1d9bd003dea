// Checks mutated experiments until `--count` are done: `node fuzz.mjs --seed 1 --count 10000`. Prints counts as JSON. Ends with 1
// at the first input that breaks a promise of checkExperimentText, and prints it. Needs the built packages.
import { isDeepStrictEqual, parseArgs } from "node:util";
import { RetrogradError } from "@retrograd/core";
import { builtinData } from "@retrograd/data";
import { checkExperimentText, diagnosticCodes, loadExperimentText } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";
import { createMutator } from "./mutate.mjs";

const { values } = parseArgs({ options: { seed: { type: "string" }, count: { type: "string" } } });
const [seed, count] = [Number(values.seed), Number(values.count)];
const registry = createRegistry(builtins, builtinData, builtinTraining);
const codes = new Set();
let right = 0;
let slowest = { milliseconds: 0, text: "" };

/** Says what is wrong with an answer, or nothing. */
function breach(text, options) {
  const { diagnostics, experiment, resolved } = checkExperimentText(text, options);
  for (const { code, line, column, message, frame, expected, got } of diagnostics) {
    codes.add(code);
    if (!(code in diagnosticCodes)) return `an unknown code ${code}`;
    if (!(line >= 1 && column >= 1)) return `no place: ${line}:${column}`;
    if (code === "RG1017") return `the YAML reader threw: ${message}`;
    if ([message, frame, expected, got].some((part) => typeof part !== "string" || part === ""))
      return "an empty part";
  }
  if (diagnostics.length > 0) {
    if (experiment !== undefined) return "an experiment in spite of mistakes";
    if (text.length % 8 !== 0) return undefined;
    try {
      loadExperimentText(text, options);
      return "no error in spite of mistakes";
    } catch (error) {
      if (!(error instanceof RetrogradError) || error.code !== "E_SPEC") return `another error: ${error}`;
    }
    return undefined;
  }
  right++;
  // what is right stays right when it is written out in full, as a run's record is
  const again = checkExperimentText(JSON.stringify(resolved), { file: options.file, registry });
  if (again.diagnostics.length > 0) return `resolved, it has mistakes: ${again.diagnostics[0]?.message}`;
  return isDeepStrictEqual(again.resolved, resolved) ? undefined : "resolved twice, it is another";
}

const mutate = createMutator(seed);
for (let index = 0; index < count; index++) {
  const { text, set } = mutate();
  const begin = performance.now();
  let wrong;
  try {
    wrong = breach(text, { file: "fuzz.yaml", registry, set });
  } catch (error) {
    wrong = `threw ${error instanceof Error ? error.stack : error}`;
  }
  const milliseconds = performance.now() - begin;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, text };
  if (wrong !== undefined) {
    process.stderr.write(`seed ${seed}, input ${index}: ${wrong}\n${JSON.stringify({ text, set })}\n`);
    process.exit(1);
  }
}
const summary = { inputs: count, right, codes: [...codes].sort(), slowest: Math.round(slowest.milliseconds) };
process.stdout.write(`${JSON.stringify(summary)}\n`);
