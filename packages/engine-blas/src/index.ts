export { type BlasEngineOptions, blasEngine, createBlasEngine, withBlas } from "./blas-engine.js";
export type { BlasLibrary } from "./blas-library.js";
export { type BlasSearch, type FindBlasOptions, findBlas, installAdvice } from "./find-blas.js";
export type { FailedPlace } from "./load-blas.js";
