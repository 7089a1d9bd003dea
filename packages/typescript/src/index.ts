export { typeScriptToYaml, yamlToTypeScript } from "./convert-text.js";
export { parseTypeScript } from "./parse-typescript.js";
export { readTypeScript } from "./read-typescript.js";
export { yamlRemarks } from "./yaml-remarks.js";
