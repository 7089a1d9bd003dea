import { visibleText } from "@retrograd/core";

/** Options of `csvLine`. */
export interface CsvStyle {
  /** Writes text unchanged, including formulas and invisible characters. Default: false. */
  readonly raw?: boolean | undefined;
}

/** One line of CSV, without a line break at its end. Cells with a comma, a quote or a line break are quoted. Text that a
 *  spreadsheet would run as a formula gets a leading apostrophe, and invisible characters are written as \uXXXX. Numbers
 *  are not changed. Source: RFC 4180. */
export function csvLine(cells: readonly (string | number)[], { raw = false }: CsvStyle = {}): string {
  return cells
    .map((cell) => {
      const text = typeof cell === "number" ? String(cell) : raw ? cell : escapeFormulas(cell);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",");
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The characters that start a formula in a spreadsheet, at the start of a cell, after a possible separator or after a quote. A
 *  leading apostrophe turns a formula into text; a text that already has one gets another, so that different texts stay
 *  different. */
const formula = /((?:^|[,;|\t\r\n"])[\s\p{Cc}\p{Cf}]*?)('*[=+\-@\t\r＝＋－＠])/gu;

/** Escapes a text so that no spreadsheet runs it. Source: https://owasp.org/www-community/attacks/CSV_Injection */
function escapeFormulas(text: string): string {
  return number.test(text) ? text : visibleText(text.replaceAll(formula, "$1'$2"));
}
