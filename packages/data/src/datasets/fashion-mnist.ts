import { mnistFiles } from "./mnist-files.js";

/** Fashion-MNIST: pieces of clothing, 28 x 28 bytes, in the files of MNIST. x: bytes [784], t: class index
 *  Source: H. Xiao, K. Rasul, R. Vollgraf, 2017, https://github.com/zalandoresearch/fashion-mnist */
export const fashionMnist = mnistFiles({
  type: "fashion-mnist",
  summary:
    "Fashion-MNIST clothing, 28 x 28 bytes: 60,000 + 10,000 samples, 10 classes. Four files of your own.",
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
});
