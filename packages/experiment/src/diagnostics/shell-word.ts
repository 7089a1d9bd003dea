/** Characters that would not show, or that a CI service might take for its command. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|##/gu;

/** A word for people to copy into a shell, which reads no more than a word in it. What would not show is written in the
 *  escapes of `$'...'`, which bash, zsh and ksh read. */
export function shellWord(word: string): string {
  if (/^[@A-Za-z0-9_./~-]+$/.test(word)) return word;
  if (word.search(unseen) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
  const quoted = word.replaceAll(/[\\']/g, "\\$&").replaceAll(unseen, (characters) =>
    // half of a pair has no bytes
    encodeURIComponent(characters.replace(/\p{Cs}/u, "\ufffd")).replaceAll("%", "\\x"),
  );
  return `$'${quoted}'`;
}
