import { valueText } from "./figure-numbers.js";
import type { LayerFigure } from "./layer-figure.js";
import { escapeXml, figureSvg, titleOf } from "./svg.js";

const pageStyle = `:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 56rem; padding: 0 1rem; font: 16px/1.5 "Helvetica Neue", Helvetica, Arial, sans-serif; background: #ffffff; color: #1d2126; }
@media (prefers-color-scheme: dark) { body { background: #12161b; color: #e6e9ec; } }
svg { max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 1.25rem 0.25rem 0; text-align: left; vertical-align: top; }
th { font-weight: normal; opacity: 0.75; }
th, td { font-size: 0.875rem; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }`;

/** A figure as a self-contained page without scripts: the drawing, and a table with every value and derivative. */
export function figureHtml(figure: LayerFigure): string {
  const rows = figure.nodes.map(({ name, formula, value, derivative, inputs }) => [
    formula === undefined ? name : `${name} = ${formula}`,
    valueText(value),
    derivative === undefined ? "" : valueText(derivative),
    inputs.flatMap((input) => input.derivative ?? []).join(", "),
  ]);
  const cells = (kind: "th" | "td", row: readonly string[]) =>
    `<tr>${row.map((text) => `<${kind}>${escapeXml(text)}</${kind}>`).join("")}</tr>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(titleOf(figure))}</title>
<style>
${pageStyle}
</style>
</head>
<body>
<main>
<h1>${escapeXml(titleOf(figure))}</h1>
<p>${escapeXml(figure.summary)}</p>
${figureSvg(figure)}
<h2>Every value</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Every value">
<table>
<thead>${cells("th", ["node", "value", "derivative", "passes back"])}</thead>
<tbody>
${rows.map((row) => cells("td", row)).join("\n")}
</tbody>
</table>
</div>
</main>
</body>
</html>
`;
}
