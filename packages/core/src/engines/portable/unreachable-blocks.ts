import type { Block, BlockAllocator } from "./block-allocator.js";

/** A block, and whom to give it back to. The allocator is held weakly, so that an array of a data set that outlives its
 *  engine does not hold the engine's memory. */
interface BorrowedBlock {
  readonly blocks: WeakRef<BlockAllocator>;
  readonly block: Block;
}

/** One registry for all engines of the process, never one an engine: where V8 before 14 (Node before 26) frees a registry
 *  whose callbacks are due, no registry of the process calls back ever again. */
const borrowed = new FinalizationRegistry<BorrowedBlock>(({ blocks, block }) => blocks.deref()?.give(block));

/** A function that gives a block back to `blocks` once nobody can reach `owner`. */
export function returnWhenUnreachable(blocks: BlockAllocator): (owner: object, block: Block) => void {
  const allocator = new WeakRef(blocks);
  return (owner, block) => borrowed.register(owner, { blocks: allocator, block });
}
