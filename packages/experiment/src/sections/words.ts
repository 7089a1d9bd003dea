/** Number types that an experiment can compute in. */
export const dtypes = ["float32", "float64"] as const;

/** Engines that an experiment can name. "auto" picks the fastest available one. */
export const engines = ["auto", "blas", "portable", "reference"] as const;

/** Sources of random numbers. "numpy" draws like NumPy's RandomState. */
export const rngs = ["philox", "numpy"] as const;

/** Scalings of inputs. */
export const scales = ["unit", "none", "standardize"] as const;

/** Orders in which minibatches are drawn. */
export const samplings = ["shuffle", "with-replacement", "sequential", "streams"] as const;

/** Parts of the data. */
export const splits = ["train", "validation", "test"] as const;

/** Whether a value names a part of the data. */
export function isSplit(word: unknown): word is (typeof splits)[number] {
  return splits.some((split) => split === word);
}

/** Which gradients a check compares: every element, or random directions. */
export const gradcheckModes = ["exhaustive", "fast"] as const;
