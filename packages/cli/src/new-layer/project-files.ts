import type { LayerNames } from "./layer-names.js";

/** package.json: what is published, what it needs, and its commands. `version` is that of Retrograd. */
export function manifest({ type, package: name }: LayerNames, version: string): string {
  const ours = (names: readonly string[]) =>
    Object.fromEntries(names.map((short) => [`@retrograd/${short}`, `^${version}`]));
  const content = {
    name,
    version: "0.0.0",
    description: `The layer ${type} for Retrograd.`,
    keywords: ["retrograd", "retrograd-layer", "neural-network"],
    license: "MIT",
    type: "module",
    engines: { node: ">=20.19" },
    sideEffects: false,
    exports: {
      ".": { types: "./src/index.d.ts", default: "./src/index.js" },
      "./package.json": "./package.json",
    },
    files: ["src"],
    scripts: {
      test: "node --test",
      gradcheck: "retrograd plugins check . && retrograd gradcheck experiment.yaml --plugin .",
      changeset: "changeset",
      release: "npm test && npm run gradcheck && changeset publish",
    },
    // peers, so that a plugin and the command share one core
    peerDependencies: ours(["core", "plugin"]),
    dependencies: { zod: "^4.0.0" },
    devDependencies: {
      "@changesets/cli": "^2.29.0",
      ...ours(["cli", "core", "gradcheck", "layers", "network", "plugin"]),
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** An experiment that uses the layer, on data that ship with Retrograd. */
export function experiment({ type, file, package: name }: LayerNames): string {
  return `# Iris flowers with the layer ${type}.
#
#   npx retrograd train experiment.yaml --plugin .
version: 1
name: ${file}
# states the need and loads nothing: --plugin does
requires: ["${name}"]

data:
  dataset: iris
  scale: standardize

model:
  input: [4]
  layers:
    - Affine: 8
    - ${type}
    - Relu
    - Affine: 3
    - SoftmaxWithLoss

train:
  optimizer: { SGD: { lr: 0.1 } }
  batch: 20
  epochs: 20
`;
}

/** What a user and a contributor need to know. */
export function readme({ type, file, package: name }: LayerNames): string {
  return `# ${name}

The layer \`${type}\` for [Retrograd](https://www.npmjs.com/package/@retrograd/cli): y = gain x, with the gain learned.

    npm install @retrograd/cli ${name}

\`\`\`yaml
requires: ["${name}"]
model:
  input: [4]
  layers:
    - Affine: 8
    - ${type}: { gain: 1 }
    - Affine: 3
    - SoftmaxWithLoss
\`\`\`

    npx retrograd train experiment.yaml --plugin ${name}

| option | type   | default | meaning                 |
| ------ | ------ | ------- | ----------------------- |
| \`gain\` | number | \`1\`     | first value of the gain |

## Working on it

    npm install
    npm test               # every promise of the layer, and its values
    npm run gradcheck      # the same proof by the command, and a whole network's gradients

The layer is \`src/${file}.js\`. A change that users notice gets a changeset: \`npm run changeset\`. \`npx changeset version\`
turns changesets into a version and a changelog, \`npm run release\` proves the gradients and publishes.
`;
}

/** The workflow that proves the gradients at every push. */
export function workflow(): string {
  return `name: gradients
on:
  push: { branches: [main] }
  pull_request:
permissions:
  contents: read
jobs:
  gradients:
    runs-on: ubuntu-latest
    strategy:
      matrix: { node: [20, 22, 24] }
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: "\${{ matrix.node }}" }
      - run: npm install
      - run: npm test
      - run: npm run gradcheck
`;
}

/** Settings of changesets. */
export function changesetConfig(): string {
  const content = {
    changelog: "@changesets/cli/changelog",
    commit: false,
    access: "public",
    baseBranch: "main",
    updateInternalDependencies: "patch",
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The first changeset, which makes the first version 0.1.0. */
export function firstChangeset({ type, package: name }: LayerNames): string {
  return `---
"${name}": minor
---

The layer \`${type}\`.
`;
}
