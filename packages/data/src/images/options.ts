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
    .describe("Folder of the images to test with, built as that of path."),
  channels: z
    .enum(["grey", "rgb"])
    .optional()
    .describe("What all images become; as they are stored, all in one way, unless told."),
});
