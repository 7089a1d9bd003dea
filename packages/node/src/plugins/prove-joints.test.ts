import { scale } from "@retrograd/core";
import { add, builtins } from "@retrograd/layers";
import { definePlugin, type JointDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { isProved, provePlugin } from "./prove-plugin.js";

test("every built-in joint keeps its promises, and one with a wrong gradient by one input does not", () => {
  const joints: readonly JointDefinition[] = builtins.joints.map((one) => ({
    ...one,
    type: `My${one.type}`,
  }));
  const proofs = provePlugin(definePlugin({ name: "joints", joints }));
  expect(proofs.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(proofs.length).toBeGreaterThan(30);
  const wrong: JointDefinition = {
    ...add,
    type: "Wrong",
    createJoint(_options, inShapes, ctx) {
      const joint = add.createJoint({}, inShapes, ctx);
      return {
        ...joint,
        join(params, xs, context) {
          const { y } = joint.join(params, xs, context);
          return { y, backward: (dy) => ({ dxs: [dy, scale(dy, 2)], grads: {} }) };
        },
      };
    },
  };
  expect(isProved(provePlugin(definePlugin({ name: "joints", joints: [wrong] })))).toBe(false);
});
