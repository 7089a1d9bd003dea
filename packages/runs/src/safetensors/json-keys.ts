/** The keys of the outermost object of a valid JSON text, in order and with duplicates, which `JSON.parse` drops silently. */
export function outerKeys(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  // a string is one token, so brackets inside it do not count; a key is a string before a colon
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":"))
      keys.push(JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)));
  }
  return keys;
}
