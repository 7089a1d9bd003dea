// Random minibatches from random bytes, gathered by the plainest fast loop: these libraries have no gather from bytes.

/** Numbers below `limit` that nobody needs to be good, only quick. */
export function quickRandom(seed = 1) {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** A function that fills a new minibatch: x [batch, width] scaled to 0 to 1, t [batch] class indices. */
export function minibatches({ widths, batch, samples }) {
  const random = quickRandom();
  const width = widths[0];
  const images = new Uint8Array(samples * width);
  for (let i = 0; i < images.length; i++) images[i] = random(256);
  const labels = Uint8Array.from({ length: samples }, () => random(widths.at(-1)));
  const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
  return () => {
    const x = new Float32Array(batch * width);
    const t = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      const row = random(samples);
      t[i] = labels[row];
      for (let j = 0; j < width; j++) x[i * width + j] = scaled[images[row * width + j]];
    }
    return { x, t };
  };
}

/** Weights as He proposed, from sums of uniform numbers: [in, out], row-major. */
export function firstWeights(inputs, outputs) {
  const random = quickRandom(inputs * 31 + outputs);
  const std = Math.sqrt(2 / inputs);
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random(65536) / 65536;
    return sum * std;
  };
  return Float32Array.from({ length: inputs * outputs }, normal);
}
