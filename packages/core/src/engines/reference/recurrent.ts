import type { FloatArray } from "../../dtype.js";
import type { RecurrentKernels } from "../../recurrent-kernels.js";

const sigmoid = (x: number): number => {
  // exp of a negative number only, so it cannot overflow
  const e = Math.exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
};

/** Calls `visit` for each unit of each row: its position in [rows, units], and in [rows, parts units] that of its part. */
function forEachUnit(
  { length }: FloatArray,
  units: number,
  visit: (position: number, partOf: (part: number, parts: number) => number) => void,
): void {
  for (let i = 0; i < length; i++) {
    const [row, unit] = [Math.floor(i / units), i % units];
    visit(i, (part, parts) => (row * parts + part) * units + unit);
  }
}

export const recurrentKernels: RecurrentKernels = {
  lstmCell(out, z, c, units) {
    forEachUnit(c, units, (at, partOf) => {
      const gates = [0, 1, 2, 3].map((part) => {
        const value = z[partOf(part, 4)];
        return part === 2 ? Math.tanh(value) : sigmoid(value);
      });
      const [i, f, g, o] = gates;
      const cell = f * c[at] + i * g;
      const tanhC = Math.tanh(cell);
      for (const [part, gate] of gates.entries()) out.gates[partOf(part, 4)] = gate;
      out.c[at] = cell;
      out.tanhC[at] = tanhC;
      out.h[at] = o * tanhC;
    });
  },
  lstmCellGradient({ dz, dc }, gradients, { gates, tanhC, c }, units) {
    forEachUnit(c, units, (at, partOf) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((part) => gates[partOf(part, 4)]);
      const [dh, tanh] = [gradients.dh[at], tanhC[at]];
      const cell = (gradients.dc?.[at] ?? 0) + dh * o * (1 - tanh * tanh);
      dz[partOf(0, 4)] = cell * g * (i * (1 - i));
      dz[partOf(1, 4)] = cell * c[at] * (f * (1 - f));
      dz[partOf(2, 4)] = cell * i * (1 - g * g);
      dz[partOf(3, 4)] = dh * tanh * (o * (1 - o));
      dc[at] = cell * f;
    });
  },
  gruReset(out, { x, u, h }, units) {
    forEachUnit(h, units, (at, partOf) => {
      out[at] = sigmoid(x[partOf(0, 3)] + u[partOf(0, 2)]) * h[at];
    });
  },
  gruCell(out, { x, u, v, h }, units) {
    const parts = v === undefined ? 3 : 2;
    forEachUnit(h, units, (at, partOf) => {
      const r = sigmoid(x[partOf(0, 3)] + u[partOf(0, parts)]);
      const z = sigmoid(x[partOf(1, 3)] + u[partOf(1, parts)]);
      const added = v === undefined ? r * u[partOf(2, parts)] : v[at];
      const n = Math.tanh(x[partOf(2, 3)] + added);
      for (const [part, gate] of [r, z, n].entries()) out.gates[partOf(part, 3)] = gate;
      out.h[at] = n + z * (h[at] - n);
    });
  },
  gruCandidateGradient(out, dh, gates, units) {
    forEachUnit(dh, units, (at, partOf) => {
      const [z, n] = [gates[partOf(1, 3)], gates[partOf(2, 3)]];
      out[at] = dh[at] * (1 - z) * (1 - n * n);
    });
  },
  gruCellGradient({ dx, du, dh }, dnext, { gates, h, u, dReset }, units) {
    const parts = dReset === undefined ? 3 : 2;
    forEachUnit(h, units, (at, partOf) => {
      const [r, z, n] = [0, 1, 2].map((part) => gates[partOf(part, 3)]);
      const d = dnext[at];
      const dn = d * (1 - z) * (1 - n * n);
      const dz = d * (h[at] - n) * (z * (1 - z));
      const toReset = dReset === undefined ? (u?.[partOf(2, 3)] ?? 0) * dn : dReset[at] * h[at];
      const dr = toReset * (r * (1 - r));
      for (const [part, value] of [dr, dz, dn].entries()) dx[partOf(part, 3)] = value;
      for (const [part, value] of [dr, dz, dn * r].slice(0, parts).entries()) du[partOf(part, parts)] = value;
      dh[at] = d * z + (dReset === undefined ? 0 : dReset[at] * r);
    });
  },
};
