/** Samples in the order of the data, cut into streams of neighbours. */
export interface SampleStreams {
  /** Number of streams. */
  readonly rows: number;
  /** Length of the longest stream. */
  readonly steps: number;
  /** The samples at a step, from 0: those of stream 0, 1, 2, ..., without the streams that have ended. */
  rowsAt(step: number): Int32Array;
}

/** Cuts samples into streams. Their lengths differ by at most one, and the longer ones are first, so that only the last step
 *  has fewer rows. 10 samples in 4 streams: 0 1 2, 3 4 5, 6 7, 8 9. There are no more streams than samples. */
export function sampleStreams(samples: number, streams: number): SampleStreams {
  const rows = Math.min(samples, streams);
  const length = Math.floor(samples / rows);
  const longer = samples % rows;
  return {
    rows,
    steps: Math.ceil(samples / rows),
    rowsAt: (step) =>
      Int32Array.from(
        { length: step < length ? rows : longer },
        (_, row) => row * length + Math.min(row, longer) + step,
      ),
  };
}
