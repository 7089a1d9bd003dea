import { RetrogradError } from "@retrograd/core";

/** The names of a new layer and its package. */
export interface LayerNames {
  /** In YAML: "SoftSign". */
  readonly type: string;
  /** In programs: "softSign". */
  readonly variable: string;
  /** Of files: "soft-sign". */
  readonly file: string;
  /** On npm: "retrograd-layer-soft-sign". */
  readonly package: string;
}

/** Derives all names from the layer's name, and from the package's name if it is passed.
 *  @throws RetrogradError E_USAGE for an invalid name, with a valid one as an example */
export function layerNames(type: string, packageName?: string): LayerNames {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(type)) {
    const example = pascalCase(type) || "SoftSign";
    throw new RetrogradError(
      "E_USAGE",
      `a layer's name must consist of letters and digits and start with a capital letter, such as ${example}; got ${JSON.stringify(type)}`,
    );
  }
  const file = kebabCase(type);
  const name = packageName ?? `retrograd-layer-${file}`;
  if (!/^(@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*$/.test(name) || name.length > 200) {
    throw new RetrogradError(
      "E_USAGE",
      `a package's name must be lower case letters, digits, ".", "_" and "-", with a scope or without, such as @acme/${file}; got ${JSON.stringify(name)}`,
    );
  }
  return { type, variable: type.slice(0, 1).toLowerCase() + type.slice(1), file, package: name };
}

function pascalCase(text: string): string {
  const words = text.replace(/^[^A-Za-z]+/, "").match(/[A-Za-z0-9]+/g) ?? [];
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

function kebabCase(type: string): string {
  return type
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}
