import { expect, test } from "vitest";
import { describeBlas } from "./blas-library.js";

test.each([
  [
    { name: "OpenBLAS", version: "0.3.21", processor: "SkylakeX", path: "libopenblas.so.0", threads: 2 },
    "OpenBLAS 0.3.21 (SkylakeX), 2 threads",
  ],
  [{ name: "MKL", path: "libmkl_rt.so.2", threads: 1 }, "MKL libmkl_rt.so.2, 1 thread"],
  [{ name: "BLAS", path: "/lib/libblas.so.3" }, "BLAS /lib/libblas.so.3, its own number of threads"],
])("%o reads as %s", (library, words) => {
  expect(describeBlas(library)).toBe(words);
});
