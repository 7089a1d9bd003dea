const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** The end of the last whole line in a piece of CSV that starts with a line; 0 if there is none.
 *  A line break within quotes does not end a line. */
export function lastLineEnd(bytes: Uint8Array): number {
  if (!bytes.includes(quote)) {
    const end = bytes.lastIndexOf(lineFeed) + 1;
    // a carriage return at the end may be the first half of a line break
    return end > 0 || bytes.length < 2 ? end : bytes.lastIndexOf(carriageReturn, bytes.length - 2) + 1;
  }
  let quoted = false;
  let end = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === quote) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === lineFeed) end = index + 1;
    else if (byte === carriageReturn && index + 1 < bytes.length && bytes[index + 1] !== lineFeed)
      end = index + 1;
  }
  return end;
}

/** The number of line ends (\n, \r\n or \r) from `start` to `end`, including those within quotes. */
export function countLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index++) {
    if (bytes[index] === lineFeed || (bytes[index] === carriageReturn && bytes[index + 1] !== lineFeed))
      count++;
  }
  return count;
}

/** The end of the blank lines that start at `start`; `start` if there are none. */
export function blankEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] === lineFeed || bytes[end] === carriageReturn) end++;
  return end;
}
