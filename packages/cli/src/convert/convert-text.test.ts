import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkExperimentText, createSource, readYaml } from "@retrograd/experiment";
import { loadRegistry } from "@retrograd/node/command";
import {
  parseTypeScript,
  readTypeScript,
  typeScriptToYaml,
  yamlComments,
  yamlToTypeScript,
} from "@retrograd/typescript";
import { describe, expect, test } from "vitest";
import { templates } from "../templates/templates.js";

const examples = fileURLToPath(new URL("../../../../examples", import.meta.url));
const swish = join(examples, "custom-layer/src/index.js");
const { registry } = await loadRegistry([swish], { directory: examples });

const files = [
  ...readdirSync(examples, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml") && !file.includes("node_modules"))
    .map((file) => ({ file, text: readFileSync(join(examples, file), "utf8") })),
  ...templates.map(({ name, experiment }) => ({ file: `${name}.yaml`, text: experiment })),
];

const toTypeScript = (text: string, plugins: readonly string[] = []) =>
  yamlToTypeScript(text, "experiment.yaml", plugins);
const toYaml = (text: string) => typeScriptToYaml(text, "experiment.ts");
const resolved = (text: string, file: string) => {
  const read = file.endsWith(".ts") ? { read: readTypeScript } : {};
  const { diagnostics, resolved } = checkExperimentText(text, { file, registry, ...read });
  expect(diagnostics).toEqual([]);
  return resolved;
};
const yamlLines = (text: string) => yamlComments(text).flatMap(({ lines }) => lines);
const typeScriptLines = (text: string) => {
  const parsed = parseTypeScript(text);
  return "problem" in parsed ? [] : parsed.comments.flatMap(({ lines }) => lines);
};

describe.each(files)("$file", ({ file, text }) => {
  const name = basename(file, ".yaml");
  const typeScript = toTypeScript(text);
  const yaml = toYaml(typeScript);

  test("is the same experiment in TypeScript and back in YAML", () => {
    const before = resolved(text, `${name}.yaml`);
    expect(before).toBeDefined();
    expect(resolved(typeScript, `${name}.ts`)).toEqual(before);
    expect(resolved(yaml, `${name}.yaml`)).toEqual(before);
  });

  test("keeps every comment, in order", () => {
    const comments = yamlLines(text);
    expect(typeScriptLines(typeScript)).toEqual(comments);
    expect(yamlLines(yaml)).toEqual(comments);
  });

  test("gives the same text when converted again", () => {
    expect(toTypeScript(yaml)).toBe(typeScript);
    expect(toYaml(toTypeScript(yaml))).toBe(yaml);
  });
});

describe("YAML as TypeScript", () => {
  test("looks like TypeScript written by hand, and keeps the comments in place", () => {
    const text = `# Two layers.
seed: 0

model: # the network
  input: [4]
  layers: # in order
    # the first
    - Affine: { units: 3, init: { Normal: 0.1 } } # wide
    - Relu:
    - repeat:
        times: 2
        layers: [Relu, Sigmoid]

    - { Affine: 3, id: output }
    - SoftmaxWithLoss
    # no more
# the end
`;
    expect(toTypeScript(text)).toBe(`// Two layers.

import { defineExperiment } from "@retrograd/cli/experiment";

export default defineExperiment({
  seed: 0,

  model: { // the network
    input: [4],
    layers: [ // in order
      // the first
      { Affine: { units: 3, init: { Normal: 0.1 } } }, // wide
      { Relu: null },
      {
        repeat: {
          times: 2,
          layers: ["Relu", "Sigmoid"],
        },
      },

      { Affine: 3, id: "output" },
      "SoftmaxWithLoss",
      // no more
    ],
  },
  // the end
});
`);
  });

  test("copies the value of an alias, and its comments only once", () => {
    const text = `model:
  input: [4]
  layers:
    - Affine: &wide # both
        units: 4
        init: He # for Relu
    - Affine: *wide # again
    - &last { Relu: {} }
    - *last
    - SoftmaxWithLoss
`;
    const typeScript = toTypeScript(text);
    expect(typeScript).toContain('{ Affine: { units: 4, init: "He" } }, // again');
    expect(typeScriptLines(typeScript)).toEqual([" both", " for Relu", " again"]);
    expect(resolved(typeScript, "a.ts")).toEqual(resolved(text, "a.yaml"));
  });

  test("keeps extends as it is, and imports the required plugins", () => {
    const typeScript = toTypeScript("extends: base.yaml\nname: wider\n", [
      "@acme/layers-swish",
      "swish",
      "b/swish",
    ]);
    expect(typeScript).toContain('extends: "base.yaml"');
    expect(typeScript).toContain('import layersSwishPlugin from "@acme/layers-swish";');
    expect(typeScript).toContain("defineExperiment.with(layersSwishPlugin, swishPlugin, swishPlugin2)({");
    expect(toYaml(typeScript)).toBe("extends: base.yaml\nname: wider\n");
  });

  test("accepts CRLF line ends, a byte order mark, and comment markers inside strings", () => {
    const text = '\uFEFF# head\r\nname: "a # b" # name\r\nmodel: {input: [1], layers: [x#y]}\r\n';
    expect(toTypeScript(text)).toBe(`// head

import { defineExperiment } from "@retrograd/cli/experiment";

export default defineExperiment({
  name: "a # b", // name
  model: { input: [1], layers: ["x#y"] },
});
`);
  });
});

describe("TypeScript as YAML", () => {
  test("accepts TypeScript written by hand, and keeps the comments in place", () => {
    const text = `// Mine.
import { defineExperiment } from "@retrograd/cli/experiment";
import type { Experiment } from "somewhere";

/**
 * What I train.
 *   Twice.
 */
const experiment = defineExperiment({
  'seed': 0x10, /* sixteen */
  // the network
  model: {
    input: [4] as const,
    layers: [
      { Affine: { units: 3, init: \`He\` } satisfies Layer<A<B>> }, // wide
      { Affine: 3, id: 'end', },
      ("SoftmaxWithLoss"),
      // no more
    ],
  } as const,
  train: { iterations: +5, optimizer: { SGD: { lr: 1e-1 } } }, // short
  requires: [
    // none
  ],
} satisfies Experiment); // done

export default experiment;
`;
    expect(toYaml(text)).toBe(`# Mine.

# What I train.
# Twice.

seed: 16 # sixteen
# the network
model:
  input: [4]
  layers:
    - Affine: { units: 3, init: He } # wide
    - { Affine: 3, id: end }
    - SoftmaxWithLoss
    # no more
train: { iterations: 5, optimizer: { SGD: { lr: 0.1 } } } # short
# none
requires: []
# done
`);
  });

  test("quotes only texts that YAML would take for something else", () => {
    const texts = [
      "He",
      "train.loss",
      "a/b-c d",
      "yes",
      "null",
      "0.1",
      "",
      " a",
      "a: b",
      "- a",
      "a\nb",
      "ü",
      "\u0085",
      "NaN",
    ];
    const yaml = toYaml(`export default { requires: ${JSON.stringify(texts)} }`);
    expect(yaml).toContain(
      '[He, train.loss, a/b-c d, "yes", "null", "0.1", "", " a", "a: b", "- a", "a\\nb", "ü", "\\u0085", NaN]',
    );
    const { root } = readYaml(createSource("file", "a.yaml", yaml));
    expect(
      JSON.stringify(root, (key, value) => (["span", "key"].includes(key) ? undefined : value)),
    ).toBeDefined();
  });
});
