export {
  type Builtins,
  defineExperiment,
  prepareTraining,
  type TrainingOptions,
} from "@retrograd/node/define";
