import type { LayerNames } from "./layer-names.js";

/** package.json: published files, dependencies and scripts. `version` is that of Retrograd. */
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

/** An experiment that uses the layer, on a data set that is included in Retrograd. */
export function experiment({ type, file, package: name }: LayerNames): string {
  return `# Iris flowers with the layer ${type}.
#
#   npx retrograd train experiment.yaml --plugin .
version: 1
name: ${file}
# only names the plugin; --plugin loads it
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

/** README.md, for users and contributors. */
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
    npm test               # the contract of the layer, and its values
    npm run gradcheck      # the same checks by the command, and the gradients of a whole network

The layer is \`src/${file}.js\`. Add a changeset to a change that users notice: \`npm run changeset\`. \`npx changeset version\`
turns changesets into a version and a changelog; \`npm run release\` proves the gradients and publishes.
`;
}

/** The workflow that proves the gradients on every push. */
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

/** The first changeset, which sets the first version to 0.1.0. */
export function firstChangeset({ type, package: name }: LayerNames): string {
  return `---
"${name}": minor
---

The layer \`${type}\`.
`;
}
