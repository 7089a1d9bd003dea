/** Characters that output must not contain unescaped: control and format characters (escape sequences, direction marks,
 *  zero-width characters, tags), lone surrogates, line and paragraph separators, and other invisible characters. A variation
 *  selector is allowed after a pictogram, where it selects the colours. */
const hidden =
  "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]|(?!(?<=\\p{Extended_Pictographic})\\ufe0f)\\p{Default_Ignorable_Code_Point}";

/** Commands of CI services: `::name` at the start of a line on GitHub, `##[name]` anywhere in a line, `##vso[` on Azure,
 *  `##teamcity[`. The pattern matches the character to escape.
 *  Source: actions/runner, src/Runner.Common/ActionCommand.cs */
const commands = "(?<=^\\s*):(?=:)|(?<=#)#(?=(?:vso|teamcity)?\\[)";

const inText = new RegExp(`${hidden}|${commands}`, "giu");
const inLines = new RegExp(`(?![\\n\\t])(?:${hidden})|${commands}`, "gimu");

// most text is plain and is returned unchanged
const plain = /^[ !"$-9;-~]*$/;
const plainLines = /^[\n\t !"$-9;-~]*$/;

/** Text on one line in which every character is visible, for text from any file. A character that is invisible, moves the
 *  cursor, changes the reading direction, breaks the line or starts a command of a CI service becomes `\uXXXX`. */
export function visibleText(text: string): string {
  return plain.test(text) ? text : text.replace(inText, escaped);
}

/** The same for text of several lines: line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return plainLines.test(text) ? text : text.replace(inLines, escaped);
}

/** An equivalent JSON text in which every character is visible. */
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
