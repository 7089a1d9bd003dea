export { typeScriptToYaml, yamlToTypeScript } from "./convert-text.js";
export { parseTypeScript } from "./parse-typescript.js";
export { readTypeScript } from "./read-typescript.js";
export { yamlComments } from "./yaml-comments.js";
