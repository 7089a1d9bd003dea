// Drawings of computational graphs. Nothing here needs Node.

export { figureHtml } from "./html.js";
export { type LayerFigure, layerFigure } from "./layer-figure.js";
export { figureSvg } from "./svg.js";
