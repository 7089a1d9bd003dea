import { visibleLines, visibleText } from "@retrograd/core";

const escapeCharacter = "\u001b";
// bold, dim and the colours that we write ourselves: none that conceals, and nothing that moves a cursor or opens a link
const colour = new RegExp(`(${escapeCharacter}\\[(?:0|1|2|22|3[1-6]|39)m)`);

/** Lines that a terminal or the log of a CI service only prints, whatever file they came from: each other character shows, and
 *  no line is a command. `coloured`: whether our colours may stand */
export function printable(text: string, coloured: boolean): string {
  return coloured ? besideColours(text, visibleLines) : visibleLines(text);
}

/** The same on one line, for a cell that may be coloured. */
export function oneLine(text: string, coloured: boolean): string {
  return coloured ? besideColours(text, visibleText) : visibleText(text);
}

function besideColours(text: string, show: (part: string) => string): string {
  return text
    .split(colour)
    .map((part, i) => (i % 2 === 1 ? part : show(part)))
    .join("");
}
