import type { FieldMistake } from "./field-mistake.js";
import { batchLayer, dot, mean, type Row, rowLayer, total } from "./rows.js";

const eps = 1e-5;
const columns = (rows: readonly Row[]): readonly Row[] =>
  (rows[0] ?? []).map((_, i) => rows.map((row) => row[i]));

/** Mean, deviation and what is left of numbers, biased. */
function normalised(x: Row) {
  const centre = mean(x);
  const variance = mean(x.map((v) => (v - centre) ** 2));
  const deviation = Math.sqrt(variance + eps);
  return { deviation, hat: x.map((v) => (v - centre) / deviation) };
}

/** dx of a normalisation, the whole formula. */
function through(dHat: Row, hat: Row, deviation: number): Row {
  return dHat.map((d, i) => (d - mean(dHat) - hat[i] * (dot(dHat, hat) / hat.length)) / deviation);
}

type Way = (parts: { dy: Row; gamma: Row; hat: Row; x: Row; deviation: number }) => {
  readonly dx?: Row;
  readonly gamma?: Row;
};

function layerNorm(wrongly: Way): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      params: { gamma: 6, beta: 6 },
      forward(x, { gamma, beta }) {
        const { hat, deviation } = normalised(x);
        return {
          y: hat.map((v, i) => gamma[i] * v + beta[i]),
          back(dy) {
            const dHat = dy.map((d, i) => d * gamma[i]);
            const right = {
              dx: through(dHat, hat, deviation),
              gamma: dy.map((d, i) => d * hat[i]),
              beta: dy,
            };
            return wrong ? { ...right, ...wrongly({ dy, gamma, hat, x, deviation }) } : right;
          },
        };
      },
    });
}

function batchNorm(
  wrongDx: (dy: Row, hat: Row, deviation: number, x: Row) => Row,
  mixesRows = true,
): FieldMistake["piece"] {
  return (wrong) =>
    batchLayer({
      ...(mixesRows || !wrong ? { mixesRows: true } : {}),
      forward(rows) {
        const cut = columns(rows).map((x) => ({ x, ...normalised(x) }));
        return {
          y: columns(cut.map(({ hat }) => hat)),
          back: (dy) => ({
            dx: columns(
              columns(dy).map((d, i) => {
                const { hat, deviation, x } = cut[i];
                return wrong ? wrongDx(d, hat, deviation, x) : through(d, hat, deviation);
              }),
            ),
          }),
        };
      },
    });
}

/** Mistakes in normalisations. */
export const normalisations: readonly FieldMistake[] = [
  {
    layer: "LayerNorm",
    mistake: "mean and deviation taken for constants, dx = dy gamma / s",
    codes: ["statistic"],
    piece: layerNorm(({ dy, gamma, deviation }) => ({ dx: dy.map((d, i) => (d * gamma[i]) / deviation) })),
  },
  {
    layer: "LayerNorm",
    mistake: "the term of the variance forgotten",
    seen: ["deeplearning4j/deeplearning4j/issues/8379"],
    codes: ["statistic"],
    piece: layerNorm(({ dy, gamma, deviation }) => {
      const dHat = dy.map((d, i) => d * gamma[i]);
      return { dx: dHat.map((d) => (d - mean(dHat)) / deviation) };
    }),
  },
  {
    layer: "LayerNorm",
    mistake: "eps outside of the root in backward",
    codes: ["approximation"],
    piece: layerNorm(({ dy, gamma, hat, deviation }) => ({
      dx: through(
        dy.map((d, i) => d * gamma[i]),
        hat,
        Math.sqrt(deviation ** 2 - eps) + eps,
      ),
    })),
  },
  {
    layer: "LayerNorm",
    mistake: "n - 1 in backward, n in forward",
    codes: ["statistic"],
    piece: layerNorm(({ dy, gamma, hat, deviation }) => {
      const dHat = dy.map((d, i) => d * gamma[i]);
      const n = hat.length;
      return { dx: dHat.map((d, i) => (d - mean(dHat) - (hat[i] * dot(dHat, hat)) / (n - 1)) / deviation) };
    }),
  },
  {
    layer: "LayerNorm",
    mistake: "gamma forgotten in dx",
    codes: ["unknown"],
    piece: layerNorm(({ dy, hat, deviation }) => ({ dx: through(dy, hat, deviation) })),
  },
  {
    layer: "LayerNorm",
    mistake: "x for the normalised x in dgamma",
    codes: ["unknown"],
    piece: layerNorm(({ dy, x }) => ({ gamma: dy.map((d, i) => d * x[i]) })),
  },
  {
    layer: "BatchNorm",
    mistake: "the formula for evaluation, dx = dy / s",
    codes: ["statistic"],
    piece: batchNorm((dy, _hat, deviation) => dy.map((d) => d / deviation)),
  },
  {
    layer: "BatchNorm",
    mistake: "a term too many by the mean, divided by m twice",
    seen: ["apache/mxnet/issues/1053"],
    codes: ["statistic"],
    piece: batchNorm((dy, hat, deviation, x) => {
      const m = x.length;
      const extra = total(x.map((v) => v - mean(x) + 0.1)) / m ** 2;
      return through(dy, hat, deviation).map((d) => d + extra * mean(dy));
    }),
  },
  {
    layer: "BatchNorm",
    mistake: "does not declare that it mixes rows",
    codes: ["row-dependence"],
    piece: batchNorm(through, false),
  },
  {
    layer: "BatchNorm",
    mistake: "y moved by running statistics that each forward updates",
    codes: ["nondeterministic", "stale-cache", "hidden-state"],
    piece: (wrong) => {
      let running = 0;
      return batchLayer({
        mixesRows: true,
        forward(rows) {
          if (wrong) running = 0.9 * running + 0.1 * mean(rows.map(mean));
          const now = running;
          return {
            y: rows.map((x) => x.map((v) => 2 * (v - now))),
            back: (dy) => ({ dx: dy.map((d) => d.map((v) => 2 * v)) }),
          };
        },
      });
    },
  },
  {
    layer: "L2 normalisation",
    mistake: "the norm taken for a constant",
    codes: ["statistic"],
    piece: unit((dy, _y, norm) => dy.map((d) => d / norm)),
  },
  {
    layer: "L2 normalisation",
    mistake: "eps added to the norm in forward alone",
    codes: ["approximation", "constant-factor"],
    piece: unit((dy, y, norm) => {
      const bare = norm - 1e-3;
      return dy.map((d, i) => (d - y[i] * dot(dy, y)) / bare);
    }),
  },
  {
    layer: "Centering of rows",
    mistake: "the mean's share forgotten, dx = dy",
    codes: ["statistic"],
    piece: (wrong) =>
      rowLayer({
        forward: (x) => ({
          y: x.map((v) => v - mean(x)),
          back: (dy) => ({ dx: wrong ? dy : dy.map((d) => d - mean(dy)) }),
        }),
      }),
  },
];

/** x / (|x| + 1e-3), row by row. */
function unit(wrongDx: (dy: Row, y: Row, norm: number) => Row): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      forward(x) {
        const length = Math.sqrt(dot(x, x));
        const norm = length + 1e-3;
        const y = x.map((v) => v / norm);
        const right = (dy: Row) => dy.map((d, i) => (d - (y[i] * dot(dy, x)) / (length || 1)) / norm);
        return { y, back: (dy) => ({ dx: wrong ? wrongDx(dy, y, norm) : right(dy) }) };
      },
    });
}
