export { entry, nonNegative, noOptions, positiveInteger, probability, sizes } from "./schemas.js";
