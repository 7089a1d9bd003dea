import { z } from "zod";
import { dataSection } from "./data-section.js";
import { gradcheckSection } from "./gradcheck-section.js";
import { modelSection } from "./model-section.js";
import { trainSection } from "./train-section.js";
import { dtypes, engines, rngs } from "./words.js";

const seedRange = "must be a whole number from 0 to 9007199254740991";

/** Maximum length of an experiment's name, in characters. */
export const maxNameLength = 64;

const nameRule = `must be at most ${maxNameLength} letters, digits, ".", "_" and "-", not starting with "."`;

/** The whole file. The default of `name` depends on the file's name, so `checkSections` fills it in. */
export const experimentSchema = z.strictObject({
  version: z.literal(1).default(1).describe("Version of this format."),
  extends: z
    .string("must be the path of a file, such as base.yaml")
    .exactOptional()
    .describe("A file that provides the keys that this one leaves out."),
  name: z
    .string(nameRule)
    .max(maxNameLength, nameRule)
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, nameRule)
    .exactOptional()
    .describe("Names the run's folder. Default: the file's name."),
  seed: z.int(seedRange).nonnegative(seedRange).default(0).describe("Seed of all random numbers."),
  dtype: z.enum(dtypes).default("float32").describe("Number type."),
  engine: z.enum(engines).default("auto").describe("Engine that computes."),
  rng: z.enum(rngs).default("philox").describe("Source of random numbers."),
  requires: z
    .array(z.string("must be the name of a plugin").min(1, "must be the name of a plugin"))
    .default(() => [])
    .describe("Plugins that must be loaded."),
  data: dataSection.exactOptional().describe("Which data to use, and how it becomes inputs."),
  model: modelSection.describe("The network."),
  train: trainSection.exactOptional().describe("How the network is trained."),
  gradcheck: gradcheckSection.prefault({}).describe("How gradients are checked."),
});
