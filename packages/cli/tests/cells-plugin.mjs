// TanhCell, a recurrent layer that keeps a state for each row of the batch
export { cells as plugin } from "@retrograd/testing";
