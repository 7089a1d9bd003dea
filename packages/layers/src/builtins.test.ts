import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtins } from "./builtins.js";

test("the built-ins register under different names", () => {
  const registry = createRegistry(builtins);
  const { layers, losses } = builtins;
  expect([...registry.layers.values()]).toEqual(layers);
  expect([...registry.losses.values()]).toEqual(losses);
});
