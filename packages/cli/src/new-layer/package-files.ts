import type { LayerNames } from "./layer-names.js";
import { changesetConfig, experiment, firstChangeset, manifest, readme, workflow } from "./project-files.js";
import { entrySource, entryTypes, layerSource, testSource } from "./source-files.js";

/** A file of a new package: its path with slashes, and its text. */
export interface PackageFile {
  readonly path: string;
  readonly content: string;
}

/** All files of a package with one layer, for one version of Retrograd. */
export function packageFiles(names: LayerNames, version: string): readonly PackageFile[] {
  return [
    { path: "package.json", content: manifest(names, version) },
    { path: "README.md", content: readme(names) },
    { path: `src/${names.file}.js`, content: layerSource(names) },
    { path: "src/index.js", content: entrySource(names) },
    { path: "src/index.d.ts", content: entryTypes(names) },
    { path: `test/${names.file}.test.js`, content: testSource(names) },
    { path: "experiment.yaml", content: experiment(names) },
    { path: ".github/workflows/gradients.yml", content: workflow() },
    { path: ".changeset/config.json", content: changesetConfig() },
    { path: ".changeset/first-layer.md", content: firstChangeset(names) },
    { path: ".gitignore", content: "node_modules/\nruns/\n*.tgz\n" },
  ];
}
