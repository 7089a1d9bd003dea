/** Names that other frameworks use for the keys of the sections. */
export const keyAliases: Readonly<Record<string, readonly string[]>> = {
  batch: ["batch_size", "minibatch", "minibatch_size"],
  epochs: ["num_epochs", "n_epochs", "max_epochs", "nb_epoch"],
  iterations: ["steps", "num_steps", "max_steps", "max_iter", "n_iter"],
  schedule: ["scheduler", "lr_scheduler", "lr_schedule"],
  seed: ["random_seed", "random_state", "manual_seed"],
  dtype: ["precision", "data_type"],
  engine: ["device", "backend"],
  input: ["input_shape", "input_dim", "input_size", "in_features"],
  test: ["test_size", "test_split"],
  train: ["training", "trainer", "fit"],
  model: ["network", "architecture"],
  clip: ["clipping", "gradient_clipping"],
  norm: ["max_norm", "clipnorm"],
  scale: ["normalize", "normalization", "scaling"],
  stop: ["early_stopping"],
};
