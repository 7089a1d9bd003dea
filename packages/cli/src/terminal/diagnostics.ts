import type { Colours } from "./colour.js";

const place = /^(.+:\d+:\d+) (RG\d{4})(.*)$/gm;
const marked = /^>.*$/gm;

/** Colours the text of diagnostics: place bold, code red, the line that is wrong bold. */
export function colourDiagnostics(text: string, colours: Colours): string {
  if (!colours.isColorSupported) return text;
  return text
    .replace(place, (_, where, code, rest) => `${colours.bold(where)} ${colours.red(code)}${rest}`)
    .replace(marked, (line) => colours.bold(line));
}
