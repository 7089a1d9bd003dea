/** Characters that no output may hold as they are: control and format characters (escape sequences, marks of direction,
 *  zero-width characters, tags), halves of pairs, line and paragraph separators, and whatever else is drawn as nothing. A
 *  variation selector may follow a pictogram, whose colours it chooses. */
const hidden =
  "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]|(?!(?<=\\p{Extended_Pictographic})\\ufe0f)\\p{Default_Ignorable_Code_Point}";

/** What CI services take for a command: `::name` at the start of a line on GitHub, `##[name]` anywhere in one, `##vso[` on
 *  Azure, `##teamcity[`. Matched is the character to escape.
 *  Source: actions/runner, src/Runner.Common/ActionCommand.cs */
const commands = "(?<=^\\s*):(?=:)|(?<=#)#(?=(?:vso|teamcity)?\\[)";

const inText = new RegExp(`${hidden}|${commands}`, "giu");
const inLines = new RegExp(`(?![\\n\\t])(?:${hidden})|${commands}`, "gimu");

// most text is this, and is passed at once
const plain = /^[ !"$-9;-~]*$/;
const plainLines = /^[\n\t !"$-9;-~]*$/;

/** Text on one line that shows each of its characters, whatever file it comes from: what would be invisible, move the cursor,
 *  turn the direction of reading, break the line or speak to a CI service is written as `\uXXXX`. */
export function visibleText(text: string): string {
  return plain.test(text) ? text : text.replace(inText, escaped);
}

/** Text of several lines in which each character shows, as `visibleText` does it line by line; line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return plainLines.test(text) ? text : text.replace(inLines, escaped);
}

/** A JSON text that says the same, in which each character shows. */
export function visibleJson(json: string): string {
  if (plainLines.test(json)) return json;
  return json.replace(inLines, (character) =>
    Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join(""),
  );
}

function escaped(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return number > 0xffff ? `\\u{${number.toString(16)}}` : unit(number);
}

function unit(number: number): string {
  return `\\u${number.toString(16).padStart(4, "0")}`;
}
