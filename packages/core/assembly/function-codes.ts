// Written by scripts/embed-kernels.mjs from src/ops/elementwise.ts; do not edit.

export const NEGATE: i32 = 0;
export const EXP: i32 = 1;
export const LOG: i32 = 2;
export const TANH: i32 = 3;
export const SQUARE: i32 = 4;
export const RELU: i32 = 5;
export const SIGMOID: i32 = 6;
export const ERF: i32 = 7;

export const ADD: i32 = 0;
export const SUBTRACT: i32 = 1;
export const MULTIPLY: i32 = 2;
export const DIVIDE: i32 = 3;
export const RELU_GRADIENT: i32 = 4;
export const SIGMOID_GRADIENT: i32 = 5;
