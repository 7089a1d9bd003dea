import { z } from "zod";

/** The array of the inputs, or that of each of several inputs by name. */
export type ArrayNames = string | Readonly<Record<string, string>>;

/** The options that npy and npz share. */
export interface ArrayOptions {
  readonly x: ArrayNames;
  readonly t: string;
  /** Both or neither. Default: some of the samples are held out. */
  readonly testX?: ArrayNames | undefined;
  readonly testT?: string | undefined;
  /** What the targets are; "sequences" are a class for each step. Default: classes if they have one axis of whole numbers, else
   *  values. */
  readonly targets?: "classes" | "values" | "sequences" | undefined;
}

/** The schemas of the shared options. `what`: what a name of an array is, such as "the path of an NPY file". */
function arrayFields(what: string) {
  const name = z.string(`must be ${what}`).min(1, `must be ${what}`);
  const names = z
    .union([name, z.record(z.string(), name)], `must be ${what}, or one for each of several inputs by name`)
    .refine((value) => typeof value === "string" || Object.keys(value).length > 0, "must have an input");
  return {
    x: names.describe(`Inputs, [samples, ...]: ${what}, or one for each of several inputs by name.`),
    t: name.describe(`Targets, [samples], [samples, values] or [samples, ...steps]: ${what}.`),
    testX: names.optional().describe("Inputs to test with, as x. Needs testT."),
    testT: name.optional().describe("Targets to test with. Needs testX."),
    targets: z
      .enum(["classes", "values", "sequences"])
      .optional()
      .describe(
        "What the targets are; sequences have a class for each step. Default: classes if t has one axis of whole numbers, else values.",
      ),
  };
}

type Context = { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };

/** Checks that testX and testT are both there, or neither, and that testX has the inputs of x. */
function checkPairs({ x, testX, testT }: ArrayOptions, ctx: Context): void {
  const namesOf = (names: ArrayNames) => (typeof names === "string" ? "" : Object.keys(names).join(", "));
  if (testX !== undefined && namesOf(x) !== namesOf(testX)) {
    const inputs = namesOf(x) === "" ? "one array, as x" : `the inputs of x in its order: ${namesOf(x)}`;
    ctx.addIssue({ code: "custom", path: ["testX"], message: `must have ${inputs}` });
  }
  if ((testX === undefined) === (testT === undefined)) return;
  const [missing, present] = testX === undefined ? ["testX", "testT"] : ["testT", "testX"];
  ctx.addIssue({ code: "custom", path: [missing], message: `must be set together with "${present}"` });
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
