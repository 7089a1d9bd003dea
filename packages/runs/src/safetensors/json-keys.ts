/** The keys of the outermost object of a JSON text in order, each as often as it stands there: `JSON.parse` keeps the last of
 *  equal ones and says nothing. The text must be valid JSON. */
export function outerKeys(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  // strings whole, so that brackets inside them do not count; a key is a string before a colon
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":"))
      keys.push(JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)));
  }
  return keys;
}
