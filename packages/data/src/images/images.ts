import { defineDataset } from "@retrograd/plugin";
import { isReadBy } from "../kinds/kind-of-file.js";
import { imagesOptions } from "./options.js";

/** PNG and JPEG images in folders, one folder per class. x: bytes [channels * height * width], channel by channel; t: class index.
 *  The classes are the names of the folders, sorted; images are ordered class by class, then by name. All must have the same size. */
export const images = defineDataset({
  type: "images",
  summary: "PNG and JPEG images of one size in folders, one folder per class.",
  options: imagesOptions,
  async load({ path, testPath, channels }, files) {
    const { readFolders } = await import("./read-folders.js");
    const train = await readFolders(path, files, { channels });
    const test =
      testPath === undefined ? undefined : await readFolders(testPath, files, { channels, trained: train });
    return {
      name: path,
      targets: "classes",
      targetNames: train.classes,
      maximum: 255,
      samples: test === undefined ? { all: train.samples } : { train: train.samples, test: test.samples },
      files: [train.file, ...(test === undefined ? [] : [test.file])],
    };
  },
  inputReader: {
    recognises: isReadBy("images"),
    async *read(file, model) {
      const { imageInputs } = await import("./image-inputs.js");
      yield* imageInputs(file, model);
    },
  },
});
