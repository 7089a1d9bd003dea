import { z } from "zod";

const wholeNumber = "must be a positive whole number";
const fraction = "must be a number from 0 to 1";
const inner = "must be a number between 0 and 1";
const divisor = "must be a number >= 1";

/** A number of steps or evaluations. */
export const count = z.int(wholeNumber).positive(wholeNumber);

/** A fraction of the optimizer's learning rate. */
export const part = z.number(fraction).min(0, fraction).max(1, fraction);

/** A fraction between 0 and 1, both excluded. */
export const properPart = z.number(inner).gt(0, inner).lt(1, inner);

/** A divisor of a learning rate. */
export const divisorOf = z.number(divisor).min(1, divisor);
