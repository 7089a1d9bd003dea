import { visibleText } from "@retrograd/core";

/** How the cells of a CSV file are written. */
export interface CsvStyle {
  /** Text as it is, also what a spreadsheet would run as a formula and what would not show. */
  readonly raw?: boolean | undefined;
}

/** One line of CSV, without its end: cells with a comma, a quote or a line break stand in quotes. Source: RFC 4180.
 *  Text that a spreadsheet would run as a formula gets an apostrophe before it, and what would not show is written as \uXXXX;
 *  numbers stay numbers. */
export function csvLine(cells: readonly (string | number)[], { raw = false }: CsvStyle = {}): string {
  return cells
    .map((cell) => {
      const text = typeof cell === "number" ? String(cell) : raw ? cell : harmless(cell);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What a spreadsheet takes for the start of a formula, also after a character that may part cells in it, or after a quote. The
 *  apostrophe that is put before it makes it text; one that is there already gets another, so that two names stay two. */
const formula = /((?:^|[,;|\t\r\n"])[\s\p{Cc}\p{Cf}]*?)('*[=+\-@\t\r＝＋－＠])/gu;

/** Text that no spreadsheet runs. Source: https://owasp.org/www-community/attacks/CSV_Injection */
function harmless(text: string): string {
  return number.test(text) ? text : visibleText(text.replaceAll(formula, "$1'$2"));
}
