import { tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { createRegistry, type GraphNode, type LayerDefinition, type Plugin } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { constantArrow, layOutBand, lineHeight } from "./band-layout.js";
import { bandsOf } from "./bands.js";
import { figureGraph } from "./figure-graph.js";
import { placeElements } from "./lanes.js";
import { layerFigure } from "./layer-figure.js";
import { figureSvg } from "./svg.js";
import { halfWidth, radius, textWidth } from "./text-width.js";

/** A layer for drawings alone: y has the shape of x. */
function layerOf(
  type: string,
  y: (x: GraphNode, gain: GraphNode) => GraphNode,
  x: readonly number[],
): LayerDefinition {
  return {
    type,
    summary: type,
    options: { "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) } },
    graphExample: { input: [3], x },
    create: (_options, inShape, ctx) => ({
      type,
      outShape: inShape,
      paramShapes: { gain: inShape },
      init: () => ({ gain: onesOf(inShape[0] ?? 1, ctx) }),
      forward: (_params, input) => ({ y: input, backward: (dy) => ({ dx: dy, grads: { gain: dy } }) }),
      graph: ({ gain, ...leaves }) => ({ y: gain === undefined ? leaves.x : y(leaves.x, gain) }),
    }),
  };
}

const onesOf = (size: number, ctx: Parameters<LayerDefinition["create"]>[2]) =>
  tensor(new Float64Array(size).fill(1), [size], ctx);

const row = [1, -2.25, 3.125];
const plugin: Plugin = {
  name: "drawn",
  layers: [
    layerOf("Gate", (x, gain) => x.multiply(x.multiply(gain).multiply(-1).exp().add(1).reciprocal()), row),
    layerOf("Tall", (x, gain) => x.multiply(gain), [...row, ...row, ...row, ...row, ...row, ...row]),
    layerOf(
      "Normalized",
      (x, gain) => {
        const centered = x.subtract(x.sum(1, { keep: true }).divide(3));
        const variance = centered.square().sum(1, { keep: true }).divide(3);
        return centered.divide(variance.add(1e-5).sqrt()).multiply(gain);
      },
      row,
    ),
    layerOf("Cubic", (x, gain) => x.multiply(x).multiply(x).add(x.multiply(gain)).add(x), row),
    layerOf("Minus", (x) => x.subtract(1).multiply(-1).divide(2).add(x), row),
  ],
};
const registry = createRegistry(builtins, plugin);
const definitions = [...registry.layers.values(), ...registry.losses.values()].filter(
  ({ graphExample }) => graphExample !== undefined,
);

interface Box {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

test.each(definitions.map((definition) => [definition.type, definition] as const))(
  "nothing overlaps in the figure of %s, and nothing leaves it",
  (_type, definition) => {
    const figure = layerFigure(registry, definition);
    for (const isStacked of [false, true]) {
      for (const band of bandsOf(figureGraph(figure, isStacked), 840)) {
        const { elements, arrows, width, height } = layOutBand(band);
        const boxes = [
          ...elements.map(({ element, x, y }): Box => {
            const half = halfWidth(element);
            const size = element.kind === "operation" ? radius : element.kind === "branch" ? 3 : 8;
            return { what: element.text, left: x - half, right: x + half, top: y - size, bottom: y + size };
          }),
          ...elements.flatMap(({ element, x, y }) =>
            element.constants.map((constant): Box => {
              const top = y + radius + constantArrow + 1;
              const half = textWidth(constant) / 2;
              return { what: constant, left: x - half, right: x + half, top, bottom: top + 14 };
            }),
          ),
          ...arrows.flatMap(({ arrow: { above, below }, text: { x, y } }) =>
            [above, below].flatMap((lines, side): readonly Box[] => {
              if (lines.length === 0) return [];
              const half = Math.max(...lines.map((line) => textWidth(line))) / 2;
              const size = lines.length * lineHeight;
              const [top, bottom] = side === 0 ? [y - 6 - size, y - 6] : [y + 5, y + 5 + size];
              return [{ what: lines.join(" / "), left: x - half, right: x + half, top, bottom }];
            }),
          ),
        ];
        for (const [i, a] of boxes.entries()) {
          expect(a.left, a.what).toBeGreaterThanOrEqual(-0.5);
          expect(a.right, a.what).toBeLessThanOrEqual(width + 0.5);
          expect(a.bottom, a.what).toBeLessThanOrEqual(height + 4);
          const overlapping = boxes
            .slice(i + 1)
            .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
          expect(
            overlapping.map(({ what }) => `${a.what} | ${what}`),
            figure.type,
          ).toEqual([]);
        }
      }
    }
  },
);

test("a figure that is too wide is cut where the prediction of a loss is ready", () => {
  const definition = registry.losses.get("SoftmaxWithLoss");
  if (definition === undefined) throw new Error("SoftmaxWithLoss is not registered");
  const bands = bandsOf(figureGraph(layerFigure(registry, definition), true), 840);
  const ends = bands.map(({ elements }) => [elements[0]?.text, elements.at(-1)?.text]);
  expect(ends).toEqual([
    ["x", "y"],
    ["y", "loss"],
  ]);
});

test("a value that is used twice branches, and each branch has its part of the derivative", () => {
  const definition = registry.layers.get("Minus");
  if (definition === undefined) throw new Error("Minus is not registered");
  // y = -(x - 1) / 2 + x
  const { arrows } = figureGraph(layerFigure(registry, definition), false);
  const [whole, ...parts] = arrows.filter(({ from, to }) => from.kind === "branch" || to.kind === "branch");
  expect(whole?.below).toEqual(["0.5, 0.5, 0.5"]);
  expect(parts.map(({ below }) => below).sort()).toEqual([["-0.5, -0.5, -0.5"], ["1, 1, 1"]]);
});

test("the formula of the whole repeats no value, so it is as short as the graph", () => {
  const normalized = registry.layers.get("Normalized");
  if (normalized === undefined) throw new Error("Normalized is not registered");
  const { formula } = layerFigure(registry, normalized);
  expect(formula).toBe("y = c / sqrt(sum(c^2 over axis 1) / 3 + 0.00001) * gain");
  const deep = layerOf("Deep", (x) => Array.from({ length: 60 }).reduce<GraphNode>((y) => y.add(y), x), row);
  const figure = layerFigure(createRegistry(builtins, { name: "deep", layers: [deep] }), deep);
  expect(figure.formula.length).toBeLessThan(20);
  expect(figure.nodes.at(-1)?.value.data[0]).toBe(2 ** 60);
});

test("what is computed from a parameter alone stands below, after the parameter", () => {
  const tied = layerOf("Tied", (x, gain) => x.multiply(gain.square().sqrt()), row);
  const graph = figureGraph(
    layerFigure(createRegistry(builtins, { name: "tied", layers: [tied] }), tied),
    false,
  );
  const { laneOf, columnOf } = placeElements(graph);
  const places = ["gain", "^2", "sqrt", "*"].map((text) => {
    const element = graph.elements.find((other) => other.text === text);
    return element && [columnOf.get(element), laneOf.get(element)];
  });
  // columns from the left: the product stands where the longest way to it ends
  expect(places).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 0],
  ]);
});

test("large values are cut, and text of a layer cannot leave its element", () => {
  const wide = layerOf("<script>", (x) => x.multiply(2), [...row, ...row, ...row, ...row, ...row]);
  const svg = figureSvg(layerFigure(createRegistry(builtins, { name: "wide", layers: [wide] }), wide));
  expect(svg).toContain(">...</text>");
  expect(svg).toContain("&lt;script&gt;");
  expect(svg).not.toContain("<script");
});
