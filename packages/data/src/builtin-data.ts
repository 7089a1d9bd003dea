import { definePlugin } from "@retrograd/plugin";
import { csv } from "./csv/csv.js";
import { breastCancer } from "./datasets/breast-cancer.js";
import { diabetes } from "./datasets/diabetes.js";
import { digits } from "./datasets/digits.js";
import { fashionMnist } from "./datasets/fashion-mnist.js";
import { iris } from "./datasets/iris.js";
import { mnist } from "./datasets/mnist.js";
import { wine } from "./datasets/wine.js";
import { idx } from "./idx/idx.js";
import { images } from "./images/images.js";
import { jsonl } from "./jsonl/jsonl.js";
import { npy } from "./npy/npy.js";
import { npz } from "./npy/npz.js";
import { parquet } from "./parquet/parquet.js";

const plugin = definePlugin({
  name: "@retrograd/data",
  datasets: [
    digits,
    iris,
    wine,
    breastCancer,
    diabetes,
    mnist,
    fashionMnist,
    csv,
    jsonl,
    parquet,
    npy,
    npz,
    idx,
    images,
  ],
});

/** Names and options of the data sets and readers of this package. An interface, so that compiler messages show its name instead
 *  of its content. */
export interface BuiltinData extends Readonly<typeof plugin> {}

/** The data sets and readers of this package: `createRegistry(builtinData)`. */
export const builtinData: BuiltinData = plugin;
