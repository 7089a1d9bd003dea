import { mnistFiles } from "./mnist-files.js";

/** MNIST: handwritten digits of 28 x 28 bytes, 60,000 for training and 10,000 for testing. x: bytes [784], t: class index
 *  Source: Y. LeCun, C. Cortes, C. J. C. Burges, http://yann.lecun.com/exdb/mnist */
export const mnist = mnistFiles({
  type: "mnist",
  summary:
    "MNIST handwritten digits, 28 x 28 bytes: 60,000 + 10,000 samples, 10 classes. Four files of your own.",
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
});
