const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text with each control, formatting or unpaired character written as `\uXXXX`,
 *  so that nothing from a file can move a terminal's cursor or reverse a line. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => {
    const number = character.codePointAt(0) ?? 0;
    return number > 0xffff ? `\\u{${number.toString(16)}}` : `\\u${number.toString(16).padStart(4, "0")}`;
  });
}
