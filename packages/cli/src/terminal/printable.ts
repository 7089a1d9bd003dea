const escapeCharacter = "\u001b";
// tab, line break and colours may stand; whatever else moves a cursor or rings a bell may not
const unprintable = new RegExp(`(?![\\n\\t]|${escapeCharacter}\\[[\\d;]*m)\\p{Cc}`, "gu");

/** Text that a terminal only prints, whatever file it came from: control characters other than line breaks, tabs and colours
 *  become a question mark in a diamond. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, "\ufffd");
}
