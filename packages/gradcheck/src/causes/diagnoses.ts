/** What a likely cause means, for people who meet its code. */
export interface Explanation {
  /** What the checker saw, in a sentence. */
  readonly summary: string;
  /** How such a mistake comes about. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
}

const table = {
  sign: {
    summary: "Backward is -1 times the derivative.",
    why: "A minus was lost or doubled: target minus prediction in place of prediction minus target, or a subtraction whose second operand kept its sign.",
    mend: "Derive the sign again; for y = a - b the gradient by b is -dy.",
  },
  "missing-mean": {
    summary: "Backward is N times the derivative, where N counts rows.",
    why: "Forward divides by the number of rows and backward does not.",
    mend: "Divide the gradient by the number that forward divides by.",
  },
  "extra-mean": {
    summary: "Backward is 1/N of the derivative, where N counts rows.",
    why: "The mean was taken twice: the loss divides by the batch already, so a layer sums over rows.",
    mend: "Sum over the batch; leave the division to the loss.",
  },
  "constant-factor": {
    summary: "Backward is the derivative times one wrong constant.",
    why: "A factor of forward, such as the 2 of a square, was forgotten or written twice.",
    mend: "Multiply by the constant that the message gives, or find the factor that it stands for.",
  },
  "zero-gradient": {
    summary: "Backward gives zeros where the derivative is not zero.",
    why: "The gradient was never written, or was multiplied by a mask that lets nothing through.",
    mend: "Compute the gradient; if the tensor is constant by intent, do not read it in forward.",
  },
  transposed: {
    summary:
      "Backward has the derivative's numbers with two axes exchanged, or multiplies by a matrix that should be transposed.",
    why: "A product lost its transpose: for y = x W, dx = dy W^T and dW = x^T dy.",
    mend: "Compare the shapes of both factors with the formula; a square matrix hides this mistake.",
  },
  misplaced: {
    summary: "Backward has the derivative's numbers in other places.",
    why: "An index is off by one, or elements are written in another order than forward reads them.",
    mend: "Write down which output each input element reaches, and send the gradient back the same way.",
  },
  "wrong-mask": {
    summary:
      "Backward is wrong exactly where a mask lets through what it should stop, or stops what it should let through.",
    why: "The mask of backward is not the mask of forward: inverted, forgotten, drawn anew, or taken from another tensor.",
    mend: "Keep the mask of forward in its closure and use that one.",
  },
  "missing-sum": {
    summary: "Backward gives the gradient of some rows in place of the sum over all rows.",
    why: "A parameter that every row shares gets the gradient of one row, or of all but one.",
    mend: "Sum over the batch axis, from the first row to the last: db = sum of dy over the rows.",
  },
  accumulation: {
    summary: "Backward overwrites where it should add, or adds to what an earlier call left.",
    why: "= stands where += should, so that only the last use of an element counts; or a buffer of sums outlives the call.",
    mend: "Make a new buffer of zeros in each call of backward, and add every use of an element.",
  },
  "stale-cache": {
    summary: "Backward answers for an earlier input.",
    why: "Forward keeps something outside its closure, or only the first time, and backward reads it after another forward.",
    mend: "Keep what backward needs in variables of forward itself, never in the layer.",
  },
  "mutated-input": {
    summary: "Forward or backward writes into a tensor that it was given.",
    why: "A result was written in place to save memory; whoever holds the tensor computes with wrong numbers.",
    mend: "Return a new tensor; only an optimizer writes into parameters.",
  },
  nondeterministic: {
    summary: "The same call gives other numbers.",
    why: "Random numbers come from elsewhere than ctx.rng, or state is kept between calls.",
    mend: "Draw from ctx.rng only, once in forward, and close over what was drawn.",
  },
  "unregistered-parameter": {
    summary: "The layer uses a parameter that init does not return.",
    why: "Optimizers, files and checks know only what init returns, so this parameter is never trained.",
    mend: "Declare it in paramShapes and return it from init.",
  },
  "row-dependence": {
    summary: "A row of the output depends on other rows.",
    why: "A sum, a maximum or a mean runs over the batch axis as well.",
    mend: 'Work row by row; a layer that means it, such as a normalisation over the batch, declares "mixesRows: true".',
  },
  "missing-gradient": {
    summary: "Backward gives no gradient for a tensor.",
    why: "dx or a parameter's name is missing from what backward returns.",
    mend: "Return dx and a gradient for every parameter, under the parameter's name.",
  },
  "wrong-shape": {
    summary: "A gradient has another shape than its tensor.",
    why: "An axis was summed away or kept by mistake, or a reshape is missing.",
    mend: "Reshape or sum the gradient to the shape of the tensor that it belongs to.",
  },
  "wrong-dtype": {
    summary: "A gradient has another number type than its tensor.",
    why: "A tensor was made without the type of its neighbours, which gives float32.",
    mend: "Make tensors with the options of another one: tensor(values, shape, x).",
  },
  nonlinear: {
    summary: "Backward is not linear in dy.",
    why: "dy is replaced, clipped, or used through its sign; a chain of derivatives only ever multiplies by it.",
    mend: "Multiply by dy as it comes; clip gradients in the optimizer, not in a layer.",
  },
  "another-path": {
    summary: "Backward gives other gradients where needsInputGradient is false.",
    why: "The branch that leaves out dx, for the first layer of a network, computes parameters' gradients of its own.",
    mend: "Compute the gradients once, and leave out dx alone.",
  },
  "batch-size": {
    summary: "Backward is right for some numbers of rows and wrong for others.",
    why: "A special case for one row, or a remainder of a loop over pairs of rows.",
    mend: "Check with the batch that the message names: --batch.",
  },
  "not-finite": {
    summary: "Backward gives NaN or infinity where the derivative is a number.",
    why: "A division by zero, a logarithm of zero, or infinity minus infinity on the way back.",
    mend: "Use the form that forward uses to stay finite, such as subtracting the maximum.",
  },
  "smoothed-loss": {
    summary:
      "Backward is the derivative of the loss without the small constant that forward adds in its logarithm.",
    why: "Forward takes log(y + eps) so as not to meet log 0; backward is the derivative of log y. They differ by eps / y, relatively.",
    mend: "Compute the loss from the logits (log of softmax with the maximum subtracted), which needs no eps; or differentiate what forward computes.",
  },
  element: {
    summary: "A few elements are wrong and all others right.",
    why: "An edge was forgotten: the first or last index, a remainder, a special case.",
    mend: "Look at the indices that the report lists.",
  },
  unknown: {
    summary: "Backward is not the derivative, and the error has none of the forms that the checker knows.",
    why: "A term of the derivative is missing or wrong.",
    mend: "Derive backward again on paper and compare the worst elements one by one.",
  },
} as const satisfies Readonly<Record<string, Explanation>>;

/** Stable name of a likely cause. Closed: a new cause gets a new code here. */
export type DiagnosisCode = keyof typeof table;

/** Every cause that a check can name, with its explanation. */
export const diagnoses: Readonly<Record<DiagnosisCode, Explanation>> = table;

/** The likely cause of one failure. */
export interface Diagnosis {
  readonly code: DiagnosisCode;
  /** What was seen here, as a clause: "backward is -1 times the derivative". */
  readonly message: string;
  /** Backward over derivative, where it is the same number in every element. */
  readonly ratio?: number;
}
