import { buildNetwork } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { checkNetwork } from "./check-network.js";
import { describeFailure } from "./report.js";

const network = (layers: readonly Entry[]) =>
  buildNetwork(createRegistry(testLayers), { input: [4], layers }, { dtype: "f64" });

test("a right network passes layer by layer and down to its loss", () => {
  const report = checkNetwork(network(["Product", "Cube", "Product", "HalfSquares"]));
  expect(report.verdict).toBe("pass");
  for (const { local, whole, layer } of report.tensors) {
    expect(whole?.verdict).toBe("pass");
    expect(local?.verdict).toBe(layer === "HalfSquares1" ? undefined : "pass");
  }
});

test("a wrong dx fails in its layer and everywhere before it, and everywhere names the layer", () => {
  const report = checkNetwork(network(["Product", "WrongCube", "Product", "HalfSquares"]));
  const failed = report.tensors.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ layer, tensor, blame }) => `${layer}.${tensor} by ${blame}`)).toEqual([
    "Product1.x by WrongCube1",
    "Product1.W by WrongCube1",
    "WrongCube1.x by WrongCube1",
  ]);
  expect(failed.map(({ local }) => local?.verdict)).toEqual(["pass", "pass", "fail"]);
  expect(describeFailure(failed[1])).toContain("(passed on by WrongCube1)");
});

test("a wrong parameter gradient fails alone", () => {
  const report = checkNetwork(network(["Product", "Flipped", "Cube", "HalfSquares"]));
  const failed = report.tensors.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ layer, tensor, blame }) => `${layer}.${tensor} by ${blame}`)).toEqual([
    "Flipped1.W by Flipped1",
  ]);
});

test("a check of one layer says of it what a check of all says, and nothing of the others", () => {
  const checked = network(["Product", "WrongCube", "Product", "HalfSquares"]);
  const all = checkNetwork(checked).tensors;
  for (const layer of ["WrongCube1", "HalfSquares1"]) {
    expect(checkNetwork(checked, { layer }).tensors).toEqual(all.filter((report) => report.layer === layer));
  }
});

test("two wrong layers are both named", () => {
  const report = checkNetwork(network(["WrongCube", "Product", "WrongCube", "HalfSquares"]));
  const blamed = report.tensors.flatMap(({ blame }) => blame ?? []);
  expect([...new Set(blamed)].sort()).toEqual(["WrongCube1", "WrongCube2"]);
});

test("the same seed gives the same report, another seed another one", () => {
  const check = (seed: number) => checkNetwork(network(["Product", "HalfSquares"]), { seed });
  expect(check(1)).toEqual(check(1));
  expect(check(1).tensors[0].whole?.worst).not.toEqual(check(2).tensors[0].whole?.worst);
});

test("a mode may be chosen for each tensor, and the report says which", () => {
  const mode = (layer: string, tensor: string) =>
    `${layer}.${tensor}` === "Cube1.x" ? "fast" : "exhaustive";
  const report = checkNetwork(network(["Product", "Cube", "HalfSquares"]), { mode, batch: 5 });
  expect(report).toMatchObject({ verdict: "pass", mode: "mixed" });
  for (const { layer, tensor, whole, ...own } of report.tensors) {
    expect(own.mode).toBe(mode(layer, tensor));
    expect(whole?.mode).toBe(own.mode);
  }
  expect(checkNetwork(network(["Cube", "HalfSquares"]), { mode: () => "fast" }).mode).toBe("fast");
});
