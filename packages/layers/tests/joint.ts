import type { Shape, Tensor } from "@retrograd/core";
import { checkLayer, type GradientReport } from "@retrograd/gradcheck";
import { jointAsLayer } from "@retrograd/network";
import type { Joint, JointDefinition } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";

/** y and the gradient by each input of a joint without parameters, as plain numbers. dy: shaped like y */
export function joined(joint: Joint, xs: readonly Tensor[], dy: Tensor) {
  const { y, backward } = joint.join({}, xs, training);
  return { y: [...y.data], dxs: backward(dy).dxs.map((dx) => [...(dx?.data ?? [])]) };
}

/** Checks the gradients of a joint by all of its inputs. */
export function checkJoint(
  { createJoint }: Pick<JointDefinition, "createJoint">,
  options: unknown,
  inShapes: readonly Shape[],
): GradientReport["verdict"] {
  const joint = createJoint(options, inShapes, f64);
  const total = inShapes.reduce((sum, shape) => sum + shape.reduce((size, axis) => size * axis, 1), 0);
  return checkLayer(jointAsLayer(joint), [total]).verdict;
}
