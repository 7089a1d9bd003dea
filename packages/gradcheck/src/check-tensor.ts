import { bufferOf, formatShape, sameShape, type Tensor } from "@retrograd/core";
import { type Comparison, compareGradient } from "./comparison.js";
import type { Diagnosis } from "./diagnoses.js";
import { type NumericalDerivative, numericalDerivatives } from "./numerical.js";
import type { Objective } from "./objective.js";
import type { TensorReport } from "./report.js";
import { worstVerdict } from "./verdict.js";

/** The scalars that a tensor is checked against: the layer alone, the whole network, or both. */
type ObjectiveName = "local" | "whole";

/** A tensor to be checked, with what backward says of it. */
export interface TensorCheck {
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  /** Gradient by the tensor of each objective, as backward gave it. */
  readonly analytic: Readonly<Partial<Record<ObjectiveName, Tensor | undefined>>>;
  /** The objectives named by `analytic`, in its order, at the tensors' present values. */
  evaluate(): readonly Objective[];
  /** Called after each element. */
  readonly onElement?: (() => void) | undefined;
}

/** Compares the gradients of every element of a tensor with numerical ones. */
export function checkTensor(check: TensorCheck): TensorReport {
  const { layer, type, name, tensor } = check;
  const place = { layer, type, tensor: name, shape: tensor.shape, elements: tensor.size };
  const diagnosis = misshapen(check);
  if (diagnosis !== undefined) return { ...place, verdict: "fail", diagnosis, blame: layer };
  const comparisons: Partial<Record<ObjectiveName, Comparison>> = {};
  const derivatives = differentiate(check);
  for (const [i, [objective, gradient]] of Object.entries(check.analytic).entries()) {
    if (gradient === undefined) continue;
    comparisons[objective as ObjectiveName] = compareGradient(gradient.data, derivatives[i], tensor.shape);
  }
  const verdict = worstVerdict(Object.values(comparisons).map((comparison) => comparison.verdict));
  return { ...place, verdict, ...comparisons };
}

/** Numerical derivatives of each objective by each element. */
function differentiate({ tensor, evaluate, onElement }: TensorCheck): readonly NumericalDerivative[][] {
  const base = evaluate();
  const values = bufferOf(tensor);
  const derivatives: NumericalDerivative[][] = base.map(() => []);
  for (let index = 0; index < values.length; index++) {
    const found = numericalDerivatives({ values, index }, base, evaluate);
    for (const [i, derivative] of found.entries()) derivatives[i].push(derivative);
    onElement?.();
  }
  return derivatives;
}

/** What makes a gradient not even comparable. */
function misshapen({ name, tensor, analytic }: TensorCheck): Diagnosis | undefined {
  for (const gradient of Object.values(analytic)) {
    if (gradient === undefined) {
      return { code: "missing-gradient", message: `backward gave no gradient for ${name}` };
    }
    if (!sameShape(gradient.shape, tensor.shape)) {
      const shapes = `${formatShape(gradient.shape)}, but ${name} is ${formatShape(tensor.shape)}`;
      return { code: "wrong-shape", message: `backward gave a gradient of shape ${shapes}` };
    }
  }
  return undefined;
}
