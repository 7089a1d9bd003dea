import { formatShape, type Rows } from "@retrograd/core";
import { checkValue, type InputFile, type ModelInputs } from "@retrograd/plugin";
import { wrongSize } from "../new-inputs/array-rows.js";
import { decodeImage } from "./decode-image.js";
import { imagesOptions } from "./options.js";
import { writePlanes } from "./picture.js";

/** Reads one PNG or JPEG image as one input, with the channels that the training gave all images. x: bytes [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export async function* imageInputs(file: InputFile, { size, trained }: ModelInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const picture = await decodeImage(await file.read(0, file.size), path);
  const options =
    trained?.type === "images" ? checkValue(imagesOptions, trained.options, []).value : undefined;
  const channels = options?.channels === undefined ? picture.channels : options.channels === "grey" ? 1 : 3;
  const { width, height } = picture;
  if (channels * width * height !== size) {
    throw wrongSize(path, size, `an image of ${formatShape([channels, height, width])}`);
  }
  const values = new Uint8Array(size);
  writePlanes(picture, channels, values, 0);
  yield { shape: [size], values };
}
