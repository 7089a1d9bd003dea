import type { Command } from "@commander-js/extra-typings";
import { addCompletion } from "../commands/completion/command.js";
import { addConvert } from "../commands/convert/command.js";
import { addCrossValidate } from "../commands/cross-validate/command.js";
import { addDescribe } from "../commands/describe/command.js";
import { addDoctor } from "../commands/doctor/command.js";
import { addEvaluate } from "../commands/evaluate/command.js";
import { addExplain } from "../commands/explain/command.js";
import { addGradcheck } from "../commands/gradcheck/command.js";
import { addInit } from "../commands/init/command.js";
import { addLrFind } from "../commands/lr-find/command.js";
import { addNewLayer } from "../commands/new-layer/command.js";
import { addPlugins } from "../commands/plugins/command.js";
import { addPredict } from "../commands/predict/command.js";
import { addPreflight } from "../commands/preflight/command.js";
import { addRuns } from "../commands/runs/command.js";
import { addSchema } from "../commands/schema/command.js";
import { addTrain } from "../commands/train/command.js";
import { addValidate } from "../commands/validate/command.js";
import type { ProgramContext } from "./program-context.js";

/** Adds one command, with its arguments and options. Its action is imported when the command runs. */
export type AddCommand = (program: Command, context: ProgramContext) => void;

/** Every command, in the order of `retrograd --help`. */
export const commands: readonly AddCommand[] = [
  addInit,
  addValidate,
  addSchema,
  addConvert,
  addDescribe,
  addPreflight,
  addTrain,
  addCrossValidate,
  addLrFind,
  addGradcheck,
  addEvaluate,
  addPredict,
  addDoctor,
  addRuns,
  addNewLayer,
  addPlugins,
  addExplain,
  addCompletion,
];
