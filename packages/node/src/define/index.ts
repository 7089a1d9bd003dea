export type { Builtins } from "../plugins/builtin-plugins.js";
export { defineExperiment } from "./define-experiment.js";
export { prepareTraining, type TrainingOptions } from "./prepare-training.js";
