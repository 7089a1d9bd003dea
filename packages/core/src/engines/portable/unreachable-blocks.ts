import type { Block, BlockAllocator } from "./block-allocator.js";

/** A block and the allocator that frees it. The reference is weak: the array of a data set may outlive its engine, and must
 *  not keep the engine's memory alive. */
interface OwnedBlock {
  readonly blocks: WeakRef<BlockAllocator>;
  readonly block: Block;
}

/** One registry for all engines of the process, never one per engine: where V8 before 14 (Node before 26) frees a registry
 *  whose callbacks are due, no registry of the process calls back again. */
const registry = new FinalizationRegistry<OwnedBlock>(({ blocks, block }) => blocks.deref()?.free(block));

/** A function that frees a block of `blocks` once `owner` is unreachable. */
export function freeWhenUnreachable(blocks: BlockAllocator): (owner: object, block: Block) => void {
  const allocator = new WeakRef(blocks);
  return (owner, block) => registry.register(owner, { blocks: allocator, block });
}
