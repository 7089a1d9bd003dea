import { visibleLines, visibleText } from "@retrograd/core";

const escapeCharacter = "\u001b";
// bold, dim and the colours of Retrograd, but no sequence that conceals text, moves the cursor or opens a link
const colour = new RegExp(`(${escapeCharacter}\\[(?:0|1|2|22|3[1-6]|39)m)`);

/** Escapes lines from any source, so that a terminal or the log of a CI service only prints them: every invisible character is
 *  escaped, and no line is a command.
 *  @param coloured whether the colours of Retrograd are kept */
export function printable(text: string, coloured: boolean): string {
  return coloured ? exceptColours(text, visibleLines) : visibleLines(text);
}

/** Like `printable`, but on one line, for a cell that may be coloured. */
export function oneLine(text: string, coloured: boolean): string {
  return coloured ? exceptColours(text, visibleText) : visibleText(text);
}

function exceptColours(text: string, show: (part: string) => string): string {
  return text
    .split(colour)
    .map((part, i) => (i % 2 === 1 ? part : show(part)))
    .join("");
}
