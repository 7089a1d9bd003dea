import { formatShape, sameShape } from "@retrograd/core";
import { type DataFiles, defineDataset, type FileContent } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { formatError } from "../format-error.js";
import { noOptions } from "../no-options.js";

/** Names that one of the four files can have: as published, or with a dot, each also with .gz. */
function fileNames(part: "train" | "t10k", kind: "images-idx3" | "labels-idx1"): readonly string[] {
  const names = [`${part}-${kind}-ubyte`, `${part}-${kind.replace("-idx", ".idx")}-ubyte`];
  return names.flatMap((name) => [name, `${name}.gz`]);
}

/** The definition of a data set in the four files of MNIST: images of 28 x 28 bytes, split as published.
 *  x: bytes [784], t: class index. The files are searched in the folder with the name of the definition's type. */
export function mnistFiles<const Type extends string>(set: {
  readonly type: Type;
  readonly summary: string;
  readonly classNames: readonly string[];
}) {
  const { type, summary, classNames } = set;
  return defineDataset({
    type,
    summary,
    options: noOptions,
    async load(_options, files) {
      const { checkLabels } = await import("../idx/images.js");
      const train = await readPart("train", type, files);
      const test = await readPart("t10k", type, files);
      for (const { samples, labelsPath } of [train, test]) {
        checkLabels(samples.t.values, classNames.length, labelsPath);
      }
      return {
        name: type,
        targets: "classes",
        targetNames: classNames,
        maximum: 255,
        samples: { train: train.samples, test: test.samples },
        files: [...train.files, ...test.files],
      };
    },
  });
}

async function readPart(part: "train" | "t10k", type: string, files: DataFiles) {
  // loaded only when images are read
  const { readImages } = await import("../idx/images.js");
  const images = await files.find(type, fileNames(part, "images-idx3"));
  const labels = await files.find(type, fileNames(part, "labels-idx1"));
  const { samples, itemShape } = readImages(images, labels);
  if (!sameShape(itemShape, [28, 28])) {
    throw formatError(images.path, `images of ${type} must be [28, 28], got ${formatShape(itemShape)}`);
  }
  const records = await Promise.all([images, labels].map((file) => dataFile(baseName(file), file.bytes)));
  return { samples, labelsPath: labels.path, files: records };
}

function baseName(file: FileContent): string {
  return file.path.split(/[/\\]/).at(-1) ?? file.path;
}
