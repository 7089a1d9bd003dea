import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { numpyRandomState, numpyStreams } from "../index.js";

interface Answer {
  readonly seed: number;
  /** random_sample(4) */
  readonly uniform: readonly number[];
  /** randn(3), one random_sample(), randn(2): the second number of a pair is kept while the uniform one is drawn */
  readonly normal: readonly number[];
  /** choice(n, 6), which is randint(0, n, 6) */
  readonly integers: readonly { readonly n: number; readonly values: readonly number[] }[];
  readonly permutationOf10: readonly number[];
  /** Its first and last five numbers, and the sum of position times number. */
  readonly permutationOf1000: {
    readonly begin: readonly number[];
    readonly end: readonly number[];
    readonly weighted: number;
  };
  /** One state: randn(3), choice(60000, 4), permutation(6), randn(2) */
  readonly mixed: {
    readonly normal: readonly number[];
    readonly integers: readonly number[];
    readonly permutation: readonly number[];
    readonly normalAfter: readonly number[];
  };
}

// numpy 1.24.2, RandomState(seed)
const answers: readonly Answer[] = [
  {
    seed: 0,
    uniform: [0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969],
    normal: [
      1.764052345967664, 0.4001572083672233, 0.9787379841057392, 0.4236547993389047, 2.240893199201458,
      -0.8427240538292873,
    ],
    integers: [
      { n: 1, values: [0, 0, 0, 0, 0, 0] },
      { n: 2, values: [0, 1, 1, 0, 1, 1] },
      { n: 10, values: [5, 0, 3, 3, 7, 9] },
      { n: 60000, values: [2732, 43567, 42613, 52416, 45891, 21243] },
      { n: 65536, values: [2732, 43567, 42613, 52416, 45891, 21243] },
      { n: 65537, values: [43567, 42613, 45891, 21243, 41993, 55026] },
    ],
    permutationOf10: [2, 8, 4, 9, 1, 6, 7, 3, 0, 5],
    permutationOf1000: {
      begin: [993, 859, 298, 553, 672],
      end: [835, 192, 629, 559, 684],
      weighted: 247872640,
    },
    mixed: {
      normal: [1.764052345967664, 0.4001572083672233, 0.9787379841057392],
      integers: [41993, 57043, 20757, 55026],
      permutation: [1, 2, 3, 5, 0, 4],
      normalAfter: [2.240893199201458, 1.3654671795124211],
    },
  },
  {
    seed: 1,
    uniform: [0.417022004702574, 0.7203244934421581, 0.00011437481734488664, 0.30233257263183977],
    normal: [
      1.6243453636632417, -0.6117564136500754, -0.5281717522634557, 0.39676747423066994, -1.0729686221561705,
      -2.363468604780012,
    ],
    integers: [
      { n: 1, values: [0, 0, 0, 0, 0, 0] },
      { n: 2, values: [1, 1, 0, 0, 1, 1] },
      { n: 10, values: [5, 8, 9, 5, 0, 0] },
      { n: 60000, values: [33003, 12172, 5192, 32511, 50057, 43723] },
      { n: 65536, values: [62501, 33003, 12172, 5192, 32511, 50057] },
      { n: 65537, values: [5192, 50057, 21440, 20609, 49100, 7751] },
    ],
    permutationOf10: [2, 9, 6, 4, 0, 3, 1, 7, 8, 5],
    permutationOf1000: {
      begin: [507, 818, 452, 368, 242],
      end: [767, 72, 908, 235, 37],
      weighted: 249995299,
    },
    mixed: {
      normal: [1.6243453636632417, -0.6117564136500754, -0.5281717522634557],
      integers: [36230, 32025, 58546, 54548],
      permutation: [1, 4, 3, 0, 2, 5],
      normalAfter: [-1.0729686221561705, 0.19664341084162099],
    },
  },
  {
    seed: 42,
    uniform: [0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366],
    normal: [
      0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 0.15601864044243652, 1.5230298564080254,
      0.2790412922001377,
    ],
    integers: [
      { n: 1, values: [0, 0, 0, 0, 0, 0] },
      { n: 2, values: [0, 1, 0, 0, 0, 1] },
      { n: 10, values: [6, 3, 7, 4, 6, 9] },
      { n: 60000, values: [56422, 15795, 860, 38158, 54343, 44732] },
      { n: 65536, values: [56422, 15795, 860, 38158, 62570, 54343] },
      { n: 65537, values: [15795, 860, 54886, 6265, 37194, 44131] },
    ],
    permutationOf10: [8, 1, 5, 0, 7, 2, 9, 4, 3, 6],
    permutationOf1000: {
      begin: [521, 737, 740, 660, 411],
      end: [106, 270, 860, 435, 102],
      weighted: 251374799,
    },
    mixed: {
      normal: [0.4967141530112327, -0.13826430117118466, 0.6476885381006925],
      integers: [54886, 6265, 16850, 37194],
      permutation: [0, 1, 5, 3, 4, 2],
      normalAfter: [1.5230298564080254, 0.07983181221570465],
    },
  },
  {
    seed: 4294967295,
    uniform: [0.0976320289940138, 0.9123828453026218, 0.78903530185164, 0.7800035981134678],
    normal: [
      0.6484086742306527, 0.6693235306338161, -1.0805437227474493, 0.9093750727977705, 0.2845010447986309,
      0.31595808265170017,
    ],
    integers: [
      { n: 1, values: [0, 0, 0, 0, 0, 0] },
      { n: 2, values: [1, 0, 0, 1, 0, 0] },
      { n: 10, values: [3, 2, 7, 4, 0, 6] },
      { n: 60000, values: [27043, 16674, 44103, 14260, 20694, 506] },
      { n: 65536, values: [27043, 16674, 60428, 44103, 14260, 65088] },
      { n: 65537, values: [27043, 16674, 44103, 14260, 65088, 20694] },
    ],
    permutationOf10: [6, 9, 5, 1, 8, 0, 7, 4, 2, 3],
    permutationOf1000: { begin: [94, 405, 819, 632, 217], end: [948, 71, 12, 290, 419], weighted: 249935792 },
    mixed: {
      normal: [0.6484086742306527, 0.6693235306338161, -1.0805437227474493],
      integers: [52763, 23693, 43446, 54583],
      permutation: [2, 0, 3, 4, 1, 5],
      normalAfter: [0.2845010447986309, -0.026158136126360088],
    },
  },
];

// portableLog may differ from the logarithm of C in the last bit
function expectNormals(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(1e-15 * Math.abs(value));
  }
}

const times = (count: number, draw: () => number) => Array.from({ length: count }, () => draw());

describe.each(answers)("numpyRandomState($seed)", (answer) => {
  const { seed, mixed } = answer;

  test("gives random_sample bit for bit", () => {
    const rng = numpyRandomState(seed);
    expect(times(4, rng.uniform)).toEqual(answer.uniform);
  });

  test("gives randn; the second number of a pair is kept for the next call", () => {
    const rng = numpyRandomState(seed);
    const got = [...times(3, rng.normal), rng.uniform(), ...times(2, rng.normal)];
    expectNormals(got, answer.normal);
  });

  test.each(answer.integers)("gives choice($n, 6)", ({ n, values }) => {
    expect([...numpyRandomState(seed).integers(n, 6)]).toEqual(values);
  });

  test("draws no word for choice(1, size)", () => {
    const rng = numpyRandomState(seed);
    rng.integers(1, 3);
    expect(rng.uniform()).toBe(answer.uniform[0]);
  });

  test("gives permutations of 1, 10 and 1000", () => {
    expect([...numpyRandomState(seed).permutation(1)]).toEqual([0]);
    expect([...numpyRandomState(seed).permutation(10)]).toEqual(answer.permutationOf10);
    const order = [...numpyRandomState(seed).permutation(1000)];
    const { begin, end, weighted } = answer.permutationOf1000;
    expect([order.slice(0, 5), order.slice(-5)]).toEqual([begin, end]);
    expect(order.reduce((total, value, i) => total + i * value, 0)).toBe(weighted);
  });

  test("equals a script that mixes randn, choice and permutation", () => {
    const rng = numpyRandomState(seed);
    expectNormals(times(3, rng.normal), mixed.normal);
    expect([...rng.integers(60000, 4)]).toEqual(mixed.integers);
    expect([...rng.permutation(6)]).toEqual(mixed.permutation);
    expectNormals(times(2, rng.normal), mixed.normalAfter);
  });
});

test("numpyRandomState continues beyond the 624 words of its state", () => {
  const rng = numpyRandomState(0);
  // numpy 1.24.2, RandomState(0).random_sample(2000)[1999]
  expect(times(2000, rng.uniform)[1999]).toBe(0.5017731306999452);
});

test.each([-1, 2 ** 32, 0.5, Number.NaN])("numpyRandomState refuses the seed %d", (seed) => {
  expect(refusal(() => numpyRandomState(seed))).toEqual({
    code: "E_OPTION",
    message: `seed of rng numpy must be from 0 to 2^32 - 1, got ${seed}`,
  });
});

test("all streams of numpyStreams share one state, drawn from in the order of the calls", () => {
  const streams = numpyStreams(0);
  const got = [
    streams.stream("init/Affine1").uniform(),
    streams.stream("order", 1).uniform(),
    streams.stream("init/Affine1").uniform(),
  ];
  expect(got).toEqual(times(3, numpyRandomState(0).uniform));
});

test("a state after fill is restored as any other", () => {
  const streams = numpyStreams(3);
  const rng = streams.stream("any");
  rng.fill(new Float64Array(1000));
  const state = JSON.parse(JSON.stringify(streams.shared?.state()));
  const others = numpyStreams(0);
  others.shared?.restore(state);
  expect(times(700, others.stream("any").uniform)).toEqual(times(700, rng.uniform));
});

test("a restored state continues with the same numbers, the second of a pair included", () => {
  const streams = numpyStreams(3);
  const rng = streams.stream("any");
  times(701, rng.normal);
  const state = JSON.parse(JSON.stringify(streams.shared?.state()));
  const expected = [...times(1300, rng.normal), rng.uniform(), ...rng.permutation(9)];
  const others = numpyStreams(0);
  others.shared?.restore(state);
  const other = others.stream("any");
  expect([...times(1300, other.normal), other.uniform(), ...other.permutation(9)]).toEqual(expected);
});

test.each([
  ["too few words", { words: [0, 1, 2] }],
  ["a place outside", { words: [624, ...Array(624).fill(1)] }],
  ["a word that is too large", { words: [0, ...Array(623).fill(1), 2 ** 40] }],
])("numpyStreams refuses a state with %s", (_what, state) => {
  expect(refusal(() => numpyStreams(0).shared?.restore(state)).code).toBe("E_OPTION");
});
