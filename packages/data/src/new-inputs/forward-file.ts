import type { InputFile } from "@retrograd/plugin";
import { formatError } from "../format-error.js";

/** A file of `size` bytes whose content arrives in order, chunk by chunk. Each read must start at or after the start of the
 *  read before; what lies before it is dropped. A read up to the end waits until the chunks end, so that what they check at
 *  their end is checked. start: chunks that arrived before */
export function forwardFile(
  chunks: AsyncIterator<Uint8Array>,
  {
    path,
    size,
    start = [],
  }: { readonly path: string; readonly size: number; readonly start?: readonly Uint8Array[] },
): InputFile {
  const waiting = [...start];
  let first = 0;
  let end = waiting.reduce((length, chunk) => length + chunk.length, 0);
  let ended = false;
  const pull = async () => {
    const { value, done } = await chunks.next();
    if (done === true) {
      ended = true;
      return;
    }
    waiting.push(value);
    end += value.length;
  };
  return {
    path,
    size,
    async read(offset, length) {
      if (offset < first) throw new Error(`a read at ${offset} of a file that has arrived at ${first}`);
      const readEnd = Math.min(offset + length, size);
      const dropTo = (position: number) => {
        while (waiting.length > 0 && first + waiting[0].length <= position)
          first += waiting.shift()?.length ?? 0;
      };
      while (!ended && (end < readEnd || readEnd === size)) {
        dropTo(offset);
        await pull();
      }
      dropTo(offset);
      if (end < readEnd) throw formatError(path, "is truncated: it became shorter while it was read");
      const bytes = new Uint8Array(Math.max(0, readEnd - offset));
      let position = first;
      for (const chunk of waiting) {
        if (position >= readEnd) break;
        const from = Math.max(0, offset - position);
        const part = chunk.subarray(from, Math.max(from, readEnd - position));
        bytes.set(part, position + from - offset);
        position += chunk.length;
      }
      return bytes;
    },
  };
}
