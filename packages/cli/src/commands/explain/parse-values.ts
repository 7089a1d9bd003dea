import { RetrogradError, visibleJson } from "@retrograd/core";

/** The rows of `--values "1, -2; 3, 4"`: [[1, -2], [3, 4]].
 *  @throws RetrogradError E_USAGE when a word is not a number, or a row has none */
export function parseValues(text: string): readonly (readonly number[])[] {
  return text.split(";").map((row) => {
    const words = row.split(/[\s,]+/).filter((word) => word !== "");
    if (words.length === 0) throw wrongValues("a row has no numbers");
    return words.map((word) => {
      const number = Number(word);
      if (!Number.isFinite(number)) throw wrongValues(`${visibleJson(JSON.stringify(word))} is not a number`);
      return number;
    });
  });
}

function wrongValues(problem: string): RetrogradError {
  return new RetrogradError(
    "E_USAGE",
    `--values: ${problem}: write numbers separated by commas, and rows by semicolons, such as --values "1, -2; 3, 4"`,
  );
}
