/** A condition as a kernel takes it. */
export type Flag = 0 | 1;

type Product = readonly [
  out: number,
  a: number,
  b: number,
  m: number,
  n: number,
  k: number,
  transposeA: Flag,
  transposeB: Flag,
];

/** Arguments of a kernel for a part of a product, some rows or columns of the result: addresses of the first numbers, and the
 *  width of each matrix's stored rows. */
export type ProductPart = readonly [...product: Product, widthA: number, widthB: number, widthOut: number];

/** Arguments of a kernel for some products of a batch: addresses of the first numbers, and how far apart the operands of two
 *  products lie, in numbers. */
export type BatchedProductPart = readonly [
  ...product: Product,
  batch: number,
  strideA: number,
  strideB: number,
];
