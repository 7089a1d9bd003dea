import { formatShape } from "@retrograd/core";
import type { LayerTrace } from "@retrograd/experiment";
import { formatCount } from "@retrograd/node/format";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** The output shape and the number of parameters of each layer. */
export function renderTrace(trace: readonly LayerTrace[], colours: Colours): string {
  const rows = trace.map(({ id, output, parameters }) => [id, formatShape(output), formatCount(parameters)]);
  return renderTable(
    [{ heading: "layers" }, { heading: "output" }, { heading: "parameters", align: "right" }],
    rows,
    colours,
  );
}
