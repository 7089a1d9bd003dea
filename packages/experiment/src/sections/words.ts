/** Number types that an experiment can compute in. */
export const dtypes = ["float32", "float64"] as const;

/** Engines that an experiment can name; "auto" takes the fastest that is there. */
export const engines = ["auto", "blas", "portable", "reference"] as const;

/** Sources of random numbers; "numpy" draws as NumPy's RandomState does. */
export const rngs = ["philox", "numpy"] as const;

/** How inputs are scaled. */
export const scales = ["unit", "none", "standardize"] as const;

/** How minibatches are drawn. */
export const samplings = ["shuffle", "with-replacement", "sequential"] as const;

/** Parts of the data. */
export const splits = ["train", "validation", "test"] as const;

/** Whether a word names a part of the data. */
export function isSplit(word: unknown): word is (typeof splits)[number] {
  return splits.some((split) => split === word);
}

/** How a gradient check picks the parameters that it checks. */
export const gradcheckModes = ["exhaustive", "fast"] as const;
