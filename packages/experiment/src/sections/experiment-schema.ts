import { z } from "zod";
import { dataSection } from "./data-section.js";
import { gradcheckSection } from "./gradcheck-section.js";
import { modelSection } from "./model-section.js";
import { trainSection } from "./train-section.js";
import { dtypes, engines, rngs } from "./words.js";

const seedRange = "must be a whole number from 0 to 9007199254740991";

/** Longest name of an experiment, in characters. */
export const maxNameLength = 64;

const nameRule = `must be at most ${maxNameLength} letters, digits, ".", "_" and "-", not beginning with "."`;

/** The whole file. The name's default comes from the file's name, so it is filled in elsewhere. */
export const experimentSchema = z.strictObject({
  version: z.literal(1).default(1).describe("Version of this format."),
  extends: z
    .string("must be the path of a file, such as base.yaml")
    .exactOptional()
    .describe("A file whose keys are taken where this one does not give them."),
  name: z
    .string(nameRule)
    .max(maxNameLength, nameRule)
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, nameRule)
    .exactOptional()
    .describe("Names the run's folder; the file's name unless told."),
  seed: z.int(seedRange).nonnegative(seedRange).default(0).describe("Seed of all random numbers."),
  dtype: z.enum(dtypes).default("float32").describe("Number type."),
  engine: z.enum(engines).default("auto").describe("What computes."),
  rng: z.enum(rngs).default("philox").describe("Source of random numbers."),
  requires: z
    .array(z.string("must be the name of a plugin").min(1, "must be the name of a plugin"))
    .default(() => [])
    .describe("Plugins that must be loaded."),
  data: dataSection.exactOptional().describe("Which data, and how it becomes inputs."),
  model: modelSection.describe("The network written down."),
  train: trainSection.exactOptional().describe("How the network is trained."),
  gradcheck: gradcheckSection.prefault({}).describe("How gradients are checked."),
});
