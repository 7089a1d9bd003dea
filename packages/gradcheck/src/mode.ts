/** How much is compared. fast: derivatives along a few random directions of each tensor. exhaustive: every element. */
export type Mode = "fast" | "exhaustive";
