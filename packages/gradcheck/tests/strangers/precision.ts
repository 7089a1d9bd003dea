import { bent, crossEntropy, distance, type Stranger, shifted } from "./stranger.js";

const inFloat32 = (x: { readonly dtype: string }) => x.dtype === "f32";

/** Gradients that are wrong in float32 alone. */
export const precision: readonly Stranger[] = [
  {
    what: "dx off by 5e-4 in float32",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { x }) => (inFloat32(x) ? value * (1 + 5e-4) : value)),
  },
  {
    what: "dx off by 1e-4 in float32",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { x }) => (inFloat32(x) ? value * (1 + 1e-4) : value)),
  },
  {
    what: "dx doubled in float32 from a batch of 64 on",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { x, rows }) => (inFloat32(x) && rows >= 64 ? 2 * value : value)),
  },
  {
    what: "db off by 5e-4 in float32",
    gradcheck: false,
    piece: (is) => shifted(is, (value, _i, { x }) => (inFloat32(x) ? value * (1 + 5e-4) : value)),
  },
  {
    what: "a loss's dx of the other sign in float32",
    gradcheck: false,
    piece: (is) => distance(is, (value, _i, { x }) => (inFloat32(x) ? -value : value)),
  },
  {
    what: "a loss's dx off by 5e-4 in float32",
    gradcheck: false,
    piece: (is) => distance(is, (value, _i, { x }) => (inFloat32(x) ? value * (1 + 5e-4) : value)),
  },
  {
    what: "a cross entropy's dx rounded to 1/256 in float32",
    gradcheck: false,
    piece: (is) =>
      crossEntropy(is, (value, _i, { x }) => (inFloat32(x) ? Math.round(value * 256) / 256 : value)),
  },
  {
    what: "a loss wrong on the portable engine alone",
    gradcheck: false,
    piece: (is) => distance(is, (value, _i, { x }) => (x.engine.name === "portable" ? 1.01 * value : value)),
  },
];
