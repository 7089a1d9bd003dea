import { RetrogradError } from "@retrograd/core";

/** What a new layer and its package are called. */
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

/** The names that follow from a layer's name, and from its package's where that is given.
 *  @throws RetrogradError E_USAGE when one is no name, with the one that was probably meant */
export function layerNames(type: string, packageName?: string): LayerNames {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(type)) {
    const meant = pascalCase(type);
    const mend = meant === "" ? "such as SoftSign" : `such as ${meant}`;
    throw new RetrogradError(
      "E_USAGE",
      `a layer's name must be letters and digits, a capital first, ${mend}; got ${JSON.stringify(type)}`,
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
