/** Characters that are invisible, or that a CI service could read as a command. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|##/gu;

/** Quotes a text so that a shell reads it as one word. Invisible characters become escapes in `$'...'`, which bash, zsh and
 *  ksh support. */
export function shellWord(word: string): string {
  if (/^[@A-Za-z0-9_./~-]+$/.test(word)) return word;
  if (word.search(invisible) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
  const quoted = word.replaceAll(/[\\']/g, "\\$&").replaceAll(invisible, (characters) =>
    // a lone surrogate has no UTF-8 encoding
    encodeURIComponent(characters.replace(/\p{Cs}/u, "\ufffd")).replaceAll("%", "\\x"),
  );
  return `$'${quoted}'`;
}
