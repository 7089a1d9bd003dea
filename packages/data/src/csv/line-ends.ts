const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** Where the last line that is whole ends in a piece of CSV that begins with a line; 0 where none does.
 *  Line breaks within quotes end no line. */
export function lastLineEnd(bytes: Uint8Array): number {
  if (!bytes.includes(quote)) {
    const end = bytes.lastIndexOf(lineFeed) + 1;
    // a carriage return at the very end may be half a line break
    return end > 0 || bytes.length < 2 ? end : bytes.lastIndexOf(carriageReturn, bytes.length - 2) + 1;
  }
  let quoted = false;
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === lineFeed) end = at + 1;
    else if (byte === carriageReturn && at + 1 < bytes.length && bytes[at + 1] !== lineFeed) end = at + 1;
  }
  return end;
}

/** How many lines end from `begin` to `end`, those within quotes too: with \n, \r\n or \r. */
export function countLineEnds(bytes: Uint8Array, begin: number, end: number): number {
  let count = 0;
  for (let at = begin; at < end; at++) {
    if (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] !== lineFeed)) count++;
  }
  return count;
}

/** Where the blank lines end that begin at `at`. */
export function blankEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] === lineFeed || bytes[end] === carriageReturn) end++;
  return end;
}
