/** A word for people to copy into a shell, which reads no more than a word in it; control characters become "?". */
export function shellWord(word: string): string {
  if (/^[@A-Za-z0-9_./~-]+$/.test(word)) return word;
  return `'${word.replaceAll(/\p{Cc}/gu, "?").replaceAll("'", "'\\''")}'`;
}
