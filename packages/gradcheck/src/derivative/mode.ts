/** What is compared. exhaustive: every element. fast: derivatives along a few random directions of each tensor, and every
 *  element of tensors that have few. */
export type Mode = "fast" | "exhaustive";
