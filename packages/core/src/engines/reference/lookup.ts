import type { LookupKernels } from "../../engine.js";

export const lookupKernels: LookupKernels = {
  gatherRows(out, table, ids) {
    const columns = out.length / ids.length;
    for (let i = 0; i < ids.length; i++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] = table[ids[i] * columns + j];
    }
  },
  scatterAddRows(out, x, ids) {
    const columns = x.length / ids.length;
    for (let i = 0; i < ids.length; i++) {
      for (let j = 0; j < columns; j++) out[ids[i] * columns + j] += x[i * columns + j];
    }
  },
};
