import { formatShape, sameShape } from "@retrograd/core";
import { type DataFiles, defineDataset } from "@retrograd/plugin";
import { z } from "zod";
import { isGzip } from "../compression/gzip.js";
import { dataFile } from "../data-file.js";
import { formatError } from "../format-error.js";
import { isReadBy } from "../kinds/kind-of-file.js";

/** Options of idx: paths of IDX files, plain or gzipped, relative to the experiment. */
export interface IdxOptions {
  readonly trainImages: string;
  readonly trainLabels: string;
  /** Both test files or neither. Default: some of the training samples are held out. */
  readonly testImages?: string | undefined;
  readonly testLabels?: string | undefined;
}

const file = z.string("must be the path of an IDX file").min(1, "must be the path of an IDX file");

/** Reads images of unsigned bytes and their labels from IDX files, the format of MNIST.
 *  x: the bytes of an image as one axis, [rows * columns]; t: class index. The classes are 0 to the largest training label. */
export const idx = defineDataset({
  type: "idx",
  summary: "Images of bytes and their labels from IDX files, plain or gzipped.",
  options: z
    .strictObject({
      trainImages: file.describe("IDX file of the training images."),
      trainLabels: file.describe("IDX file of the labels of the training images."),
      testImages: file.optional().describe("IDX file of the test images. Needs testLabels."),
      testLabels: file.optional().describe("IDX file of the labels of the test images. Needs testImages."),
    })
    .superRefine(({ testImages, testLabels }, ctx) => {
      if ((testImages === undefined) === (testLabels === undefined)) return;
      const [missing, present] =
        testImages === undefined ? ["testImages", "testLabels"] : ["testLabels", "testImages"];
      ctx.addIssue({ code: "custom", path: [missing], message: `must be set together with "${present}"` });
    }),
  async load({ trainImages, trainLabels, testImages, testLabels }, files) {
    const { checkLabels } = await import("./images.js");
    const train = await readPair(trainImages, trainLabels, files);
    const test =
      testImages === undefined || testLabels === undefined
        ? undefined
        : await readPair(testImages, testLabels, files);
    let classes = 1;
    for (const label of train.samples.t.values) classes = Math.max(classes, label + 1);
    if (test !== undefined) {
      if (!sameShape(train.itemShape, test.itemShape)) {
        const [expected, got] = [formatShape(train.itemShape), formatShape(test.itemShape)];
        throw formatError(
          test.imagesPath,
          `images must be ${expected} like those of the training files, got ${got}`,
        );
      }
      checkLabels(test.samples.t.values, classes, test.labelsPath);
    }
    return {
      name: "idx",
      targets: "classes",
      targetNames: Array.from({ length: classes }, (_, label) => String(label)),
      maximum: 255,
      samples: test === undefined ? { all: train.samples } : { train: train.samples, test: test.samples },
      files: [...train.files, ...(test?.files ?? [])],
    };
  },
  inputReader: {
    // no other reader takes gzip files
    recognises: (bytes) => isGzip(bytes) || isReadBy("idx")(bytes),
    async *read(file, model) {
      const { idxInputs } = await import("./idx-inputs.js");
      yield* idxInputs(file, model);
    },
  },
});

async function readPair(imagesPath: string, labelsPath: string, files: DataFiles) {
  // loaded only when images are read
  const { readImages } = await import("./images.js");
  const images = await files.read(imagesPath);
  const labels = await files.read(labelsPath);
  const pair = readImages(images, labels);
  const records = [await dataFile(imagesPath, images.bytes), await dataFile(labelsPath, labels.bytes)];
  return { ...pair, imagesPath: images.path, labelsPath: labels.path, files: records };
}
