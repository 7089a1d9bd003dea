// Written by scripts/embed-kernels.mjs from src/ops/elementwise.ts; do not edit.

export const NEGATE: i32 = 0;
export const EXP: i32 = 1;
export const LOG: i32 = 2;
export const TANH: i32 = 3;
export const SQUARE: i32 = 4;
export const RELU: i32 = 5;
export const SIGMOID: i32 = 6;
export const ERF: i32 = 7;
export const ABS: i32 = 8;
export const SIGN: i32 = 9;
export const SQRT: i32 = 10;
export const RSQRT: i32 = 11;
export const RECIPROCAL: i32 = 12;
export const LOG1P: i32 = 13;
export const EXPM1: i32 = 14;
export const SOFTPLUS: i32 = 15;
export const SIN: i32 = 16;
export const COS: i32 = 17;

export const ADD: i32 = 0;
export const SUBTRACT: i32 = 1;
export const MULTIPLY: i32 = 2;
export const DIVIDE: i32 = 3;
export const RELU_GRADIENT: i32 = 4;
export const SIGMOID_GRADIENT: i32 = 5;
export const MAXIMUM: i32 = 6;
export const MINIMUM: i32 = 7;
export const GREATER: i32 = 8;
export const TANH_GRADIENT: i32 = 9;
export const SILU_GRADIENT: i32 = 10;
export const GELU_GRADIENT: i32 = 11;
