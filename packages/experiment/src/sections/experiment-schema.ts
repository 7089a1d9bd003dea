import { z } from "zod";
import { dataSection } from "./data-section.js";
import { gradcheckSection } from "./gradcheck-section.js";
import { modelSection } from "./model-section.js";
import { trainSection } from "./train-section.js";
import { mapping } from "./values.js";
import { dtypes, engines, rngs } from "./words.js";

const seedRange = "must be a whole number from 0 to 9007199254740991";

/** Maximum length of an experiment's name, in characters. */
export const maxNameLength = 64;

const nameRule = `must be at most ${maxNameLength} letters, digits, ".", "_" and "-", not starting with "."`;

/** The whole file. The default of `name` depends on the file's name, so `checkSections` fills it in. */
export const experimentSchema = mapping({
  /** Version of this format. */
  version: z.literal(1).default(1),
  /** A file that provides the keys that this one leaves out. */
  extends: z.string("must be the path of a file, such as base.yaml").exactOptional(),
  /** Names the run's folder. Default: the file's name. */
  name: z
    .string(nameRule)
    .max(maxNameLength, nameRule)
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, nameRule)
    .exactOptional(),
  /** Seed of all random numbers. */
  seed: z.int(seedRange).nonnegative(seedRange).default(0),
  /** Number type. */
  dtype: z.enum(dtypes).default("float32"),
  /** Engine that computes. */
  engine: z.enum(engines).default("auto"),
  /** Source of random numbers. */
  rng: z.enum(rngs).default("philox"),
  /** Plugins that must be loaded. */
  requires: z
    .array(z.string("must be the name of a plugin").min(1, "must be the name of a plugin"))
    .default(() => []),
  /** Which data to use, and how it becomes inputs. */
  data: dataSection.exactOptional(),
  /** The network. */
  model: modelSection,
  /** How the network is trained. */
  train: trainSection.exactOptional(),
  /** How gradients are checked. */
  gradcheck: gradcheckSection.prefault({}),
});
