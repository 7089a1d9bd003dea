export { type Builtins, defineExperiment } from "./define-experiment.js";
export { prepareTraining, type TrainingOptions } from "./prepare-training.js";
