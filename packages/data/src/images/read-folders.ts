import type { DataFile, DataFiles, FolderEntry, Samples } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { formatError } from "../format-error.js";
import { decodeImage } from "./decode-image.js";
import { type Channels, type Picture, writePlanes } from "./picture.js";

/** The images of a folder that has a folder for each class. */
export interface ImageFolders {
  /** x: bytes [channels * height * width], t: class index */
  readonly samples: Samples;
  /** Names of the folders, sorted by their characters. */
  readonly classes: readonly string[];
  /** The size of every image. */
  readonly size: ImageSize;
  /** The record of the folder: a hash of the names and hashes of its files. */
  readonly file: DataFile;
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Options of `readFolders`. */
export interface FoldersOptions {
  /** What the images are converted to. Default: as stored. */
  readonly channels?: Channels | undefined;
  /** The training images, whose classes and size these must have. */
  readonly trained?: Pick<ImageFolders, "classes" | "size"> | undefined;
}

/** The path of an image, and its class. */
interface LabelledPath {
  readonly path: string;
  readonly label: number;
}

const maxBytes = 2 ** 31;

/** Reads the images of a folder that has a folder for each class. Names that start with a dot are skipped.
 *  @throws RetrogradError E_DATA_FORMAT naming a file that is not an image or has another size than the first image, a folder
 *  without images, or one that is not a class of the training */
export async function readFolders(
  path: string,
  files: DataFiles,
  { channels, trained }: FoldersOptions,
): Promise<ImageFolders> {
  const { classes, listed } = await listClasses(path, files, trained?.classes);
  const outChannels = channels === undefined ? undefined : channels === "grey" ? 1 : 3;
  let first: { readonly size: ImageSize; readonly path: string } | undefined =
    trained === undefined ? undefined : { size: trained.size, path: "the training images" };
  let values: Uint8Array = new Uint8Array(0);
  const hashes: string[] = [];
  for (const [index, { path: file }] of listed.entries()) {
    const { bytes } = await files.read(file);
    const picture = await decodeImage(bytes, file);
    const size = { width: picture.width, height: picture.height, channels: outChannels ?? picture.channels };
    first ??= { size, path: file };
    if (index === 0) values = allocate(listed.length, first.size, path);
    checkSameSize(picture, size, file, first);
    writePlanes(picture, size.channels, values, index * pixelsOf(size));
    const { sha256 } = await dataFile(file, bytes);
    hashes.push(`${sha256}  ${file.slice(path.length + 1)}\n`);
  }
  if (first === undefined) throw formatError(path, "holds no images");
  return {
    samples: {
      x: { shape: [pixelsOf(first.size)], values },
      t: { shape: [], values: Float64Array.from(listed, ({ label }) => label) },
    },
    classes,
    size: first.size,
    file: await dataFile(path, new TextEncoder().encode(hashes.join(""))),
  };
}

/** Lists the images of a folder, class by class, in the order of their names. */
async function listClasses(path: string, files: DataFiles, known: readonly string[] | undefined) {
  const folders = (await files.list(path)).filter(({ name }) => !name.startsWith("."));
  const stray = folders.find(({ folder }) => !folder);
  if (stray !== undefined) {
    throw formatError(
      `${path}/${stray.name}`,
      `must be in the folder of its class: ${path} must contain only folders, one per class`,
    );
  }
  const classes = known ?? folders.map(({ name }) => name);
  const listed: LabelledPath[] = [];
  for (const { name } of folders) {
    const label = classes.indexOf(name);
    if (label < 0) {
      throw formatError(
        `${path}/${name}`,
        `must be a class of the training (${shortList(classes)}), got a folder of another name`,
      );
    }
    const images = imagesIn(`${path}/${name}`, await files.list(`${path}/${name}`));
    for (const image of images) listed.push({ path: image, label });
  }
  if (listed.length === 0)
    throw formatError(path, "holds no images: it must have a folder of images for each class");
  return { classes, listed };
}

function imagesIn(path: string, entries: readonly FolderEntry[]): readonly string[] {
  const images = entries.filter(({ name }) => !name.startsWith("."));
  if (images.length === 0) throw formatError(path, "holds no images: a class needs at least one");
  const other = images.find(({ name, folder }) => folder || !/\.(png|jpe?g)$/i.test(name));
  if (other !== undefined) {
    throw formatError(
      `${path}/${other.name}`,
      "must be a PNG or JPEG image: the folder of a class must contain nothing else",
    );
  }
  return images.map(({ name }) => `${path}/${name}`);
}

function checkSameSize(
  picture: Picture,
  size: ImageSize,
  file: string,
  first: { readonly size: ImageSize; readonly path: string },
): void {
  const { width, height, channels } = first.size;
  if (picture.width !== width || picture.height !== height) {
    throw formatError(
      file,
      `must be ${width} x ${height} pixels like ${first.path}, got ${picture.width} x ${picture.height}: images are not resized, give them the same size first`,
    );
  }
  if (size.channels === channels) return;
  const [expected, got] = channels === 1 ? ["grey", "in colour"] : ["in colour", "grey"];
  throw formatError(
    file,
    `must be ${expected} like ${first.path}, but is ${got}: write channels: grey, or rgb, to convert all of them`,
  );
}

function allocate(count: number, size: ImageSize, path: string): Uint8Array {
  const bytes = count * pixelsOf(size);
  if (bytes > maxBytes)
    throw formatError(path, `must hold at most 2 GiB of pixels, got ${(bytes / 2 ** 30).toFixed(1)} GiB`);
  return new Uint8Array(bytes);
}

function pixelsOf({ width, height, channels }: ImageSize): number {
  return width * height * channels;
}

function shortList(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(", ")}, ...` : names.join(", ");
}
