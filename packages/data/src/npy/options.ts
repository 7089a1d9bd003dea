import { z } from "zod";

/** Options that arrays share, whatever file they are in. */
export interface ArrayOptions {
  readonly x: string;
  readonly t: string;
  /** Both or none; without them a part of the samples is held out. */
  readonly testX?: string | undefined;
  readonly testT?: string | undefined;
  /** What the targets are: classes where they have one axis of whole numbers, else values, unless told. */
  readonly targets?: "classes" | "values" | undefined;
}

/** The options of arrays, where `what` is what names one: "the path of an NPY file". */
function arrayFields(what: string) {
  const name = z.string(`must be ${what}`).min(1, `must be ${what}`);
  return {
    x: name.describe(`Inputs, [samples, ...]: ${what}.`),
    t: name.describe(`Targets, [samples] or [samples, values]: ${what}.`),
    testX: name.optional().describe("Inputs to test with; goes with testT."),
    testT: name.optional().describe("Their targets; goes with testX."),
    targets: z
      .enum(["classes", "values"])
      .optional()
      .describe(
        "What the targets are: classes where t has one axis of whole numbers, else values, unless told.",
      ),
  };
}

type Context = { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };

/** Checks that the arrays to test with come in a pair. */
function checkPairs({ testX, testT }: ArrayOptions, ctx: Context): void {
  if ((testX === undefined) === (testT === undefined)) return;
  const [missing, given] = testX === undefined ? ["testX", "testT"] : ["testT", "testX"];
  ctx.addIssue({ code: "custom", path: [missing], message: `must stand beside "${given}"` });
}

/** Checks the options of npy. */
export const npyOptions = z.strictObject(arrayFields("the path of an NPY file")).superRefine(checkPairs);

const path = "must be the path of an NPZ file";

/** Checks the options of npz. */
export const npzOptions = z
  .strictObject({
    path: z.string(path).min(1, path).describe("Path of the file, relative to the experiment."),
    ...arrayFields("the name of an array in the file"),
  })
  .superRefine(checkPairs);
