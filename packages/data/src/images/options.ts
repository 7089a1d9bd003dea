import { z } from "zod";

const path = "must be the path of a folder";

/** Checks the options of images. */
export const imagesOptions = z.strictObject({
  path: z
    .string(path)
    .min(1, path)
    .describe("Folder with a folder of images for each class, relative to the experiment."),
  testPath: z
    .string(path)
    .min(1, path)
    .optional()
    .describe("Folder of the test images, with the same structure as path."),
  channels: z
    .enum(["grey", "rgb"])
    .optional()
    .describe(
      "What all images are converted to. Default: as stored; then all images must be grey or all rgb.",
    ),
});
