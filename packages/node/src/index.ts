export { type Builtins, defineExperiment } from "./define/define-experiment.js";
export { prepareTraining, type TrainingOptions } from "./define/prepare-training.js";
