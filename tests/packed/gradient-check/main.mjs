// Gradient checks of a layer of one's own, right and wrong, with @retrograd/gradcheck.
import { multiply, scale, square } from "@retrograd/core";
import { checkLayer, describeFailure } from "@retrograd/gradcheck";

// y = x^2, so dx = factor x dy with factor 2
const squareLayer = (type, factor) => ({
  type,
  outShape: [2],
  paramShapes: {},
  init: () => ({}),
  forward: (_params, x) => ({
    y: square(x),
    backward: (dy) => ({ dx: scale(multiply(x, dy), factor), grads: {} }),
  }),
});

const right = checkLayer(squareLayer("Square", 2), [2]);
const wrong = checkLayer(squareLayer("SquareForgetsTheTwo", 1), [2]);
const { analytic, numeric } = wrong.tensors[0].local.worst;
console.log(
  JSON.stringify({
    right: right.verdict,
    wrong: wrong.verdict,
    ratio: numeric / analytic,
    blame: wrong.tensors[0].blame,
    failures: wrong.tensors.filter((report) => report.verdict === "fail").map(describeFailure),
  }),
);
