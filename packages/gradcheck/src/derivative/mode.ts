/** How much is compared. fast: derivatives along a few random directions of each tensor, and every element of tensors that
 *  have few. exhaustive: every element. */
export type Mode = "fast" | "exhaustive";
