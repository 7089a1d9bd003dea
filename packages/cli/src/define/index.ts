export { type Builtins, defineExperiment } from "./define-experiment.js";
