// Many random numbers at once: the words of Philox4x32-10 and of MT19937, and uniform numbers from them. A module of its own,
// since random streams belong to no engine. src/random/bulk-words.ts calls it.

// multipliers and Weyl increments of Philox4x32: J. K. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011
const M0: i32 = 0xd2511f53;
const M1: i32 = 0xcd9e8d57;
const W0: i32 = 0x9e3779b9;
const W1: i32 = 0xbb67ae85;

/** out [4 blocks] = the words of the counters (block, c1, c2, c3), (block + 1, c1, c2, c3), ... of a key; `blocks` is rounded up
 *  to a multiple of 4. */
export function philoxWords(
  out: usize, blocks: usize, block: i32, c1: i32, c2: i32, c3: i32, k0: i32, k1: i32,
): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  for (let done: usize = 0; done < blocks; done += 4, out += 64) {
    // four blocks side by side
    let x0 = i32x4.add(i32x4.splat(block + <i32>done), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(c1);
    let x2 = i32x4.splat(c2);
    let x3 = i32x4.splat(c3);
    let key0 = k0;
    let key1 = k1;
    for (let round = 0; round < 10; round++) {
      const left0 = i64x2.extmul_low_i32x4_u(m0, x0);
      const right0 = i64x2.extmul_high_i32x4_u(m0, x0);
      const left1 = i64x2.extmul_low_i32x4_u(m1, x2);
      const right1 = i64x2.extmul_high_i32x4_u(m1, x2);
      const high0 = v128.shuffle<i32>(left0, right0, 1, 3, 5, 7);
      const high1 = v128.shuffle<i32>(left1, right1, 1, 3, 5, 7);
      x0 = v128.xor(v128.xor(high1, x1), i32x4.splat(key0));
      x1 = v128.shuffle<i32>(left1, right1, 0, 2, 4, 6);
      x2 = v128.xor(v128.xor(high0, x3), i32x4.splat(key1));
      x3 = v128.shuffle<i32>(left0, right0, 0, 2, 4, 6);
      key0 += W0;
      key1 += W1;
    }
    const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 16);
    v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 32);
    v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 48);
  }
}

/** Words of MT19937's state. */
const N: i32 = 624;
/** Distance between the words that are combined. */
const MIDDLE: i32 = 397;

/** The next word of the state at one place. M. Matsumoto, T. Nishimura, "Mersenne Twister", 1998. */
// @ts-ignore: decorator
@inline
function twisted(word: i32, next: i32, other: i32): i32 {
  const y = (word & 0x80000000) | (next & 0x7fffffff);
  return other ^ (<i32>(<u32>y >> 1)) ^ (-(y & 1) & 0x9908b0df);
}

/** The same for four places. */
// @ts-ignore: decorator
@inline
function twisted4(word: v128, next: v128, other: v128): v128 {
  const y = v128.bitselect(word, next, i32x4.splat(0x80000000));
  const odd = i32x4.neg(v128.and(y, i32x4.splat(1)));
  return v128.xor(v128.xor(other, i32x4.shr_u(y, 1)), v128.and(odd, i32x4.splat(0x9908b0df)));
}

// @ts-ignore: decorator
@inline
function tempered4(word: v128): v128 {
  let y = v128.xor(word, i32x4.shr_u(word, 11));
  y = v128.xor(y, v128.and(i32x4.shl(y, 7), i32x4.splat(0x9d2c5680)));
  y = v128.xor(y, v128.and(i32x4.shl(y, 15), i32x4.splat(0xefc60000)));
  return v128.xor(y, i32x4.shr_u(y, 18));
}

/** out [count] = the next words of the generator with a state [624] at a position; the state moves on, a place right after
 *  its word was read. Returns the new position. Writes up to 3 words beyond `count`. */
export function mersenneWords(out: usize, count: i32, state: usize, position: i32): i32 {
  while (count > 0) {
    const run = min<i32>(count, N - position);
    const from = state + (<usize>position << 2);
    for (let i = 0; i < run; i += 4) {
      v128.store(out + (<usize>i << 2), tempered4(v128.load(from + (<usize>i << 2))));
    }
    const end = position + run;
    let i = position;
    while (i < end) {
      const place = state + (<usize>i << 2);
      const before = i < N - MIDDLE;
      const other = place + (before ? MIDDLE << 2 : 0) - (before ? 0 : (N - MIDDLE) << 2);
      // the last word that this formula may write; the next is the first after the last
      const last = min<i32>(end, before ? N - MIDDLE : N - 1);
      if (i + 4 <= last) {
        v128.store(place, twisted4(v128.load(place), v128.load(place, 4), v128.load(other)));
        i += 4;
      } else {
        const next = i == N - 1 ? load<i32>(state) : load<i32>(place, 4);
        store<i32>(place, twisted(load<i32>(place), next, load<i32>(other)));
        i++;
      }
    }
    position = end == N ? 0 : end;
    out += <usize>run << 2;
    count -= run;
  }
  return position;
}

/** Uniform numbers in [0, 1) from pairs of words, in the place of each pair: 53 bits, the upper 27 of the first word and the
 *  upper 26 of the second. Writes up to one number beyond `count`. */
export function uniforms(pairs: usize, count: usize): void {
  const end = pairs + (count << 3);
  for (; pairs < end; pairs += 16) {
    const words = v128.load(pairs);
    const upper = i32x4.shr_u(words, 5);
    const lower = i32x4.shr_u(words, 6);
    const high = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(upper, upper, 0, 2, 0, 2));
    const low = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(lower, lower, 1, 3, 1, 3));
    // whole numbers below 2^53, so the sum and its product with a power of 2 are exact
    const whole = f64x2.add(f64x2.mul(high, f64x2.splat(67108864)), low);
    v128.store(pairs, f64x2.mul(whole, f64x2.splat(1.1102230246251565e-16)));
  }
}
