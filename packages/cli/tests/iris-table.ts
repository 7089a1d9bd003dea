import { builtinData, inMemory, memoryDataFiles } from "@retrograd/data";
import { createRegistry } from "@retrograd/plugin";

/** The iris data as a CSV file, the class in column "species". */
export async function irisTable(): Promise<string> {
  const { samples, inputNames = [], targetNames } = await load();
  if (!("all" in samples)) throw new Error("iris comes unsplit");
  const { x, t } = inMemory(samples.all);
  const columns = inputNames.length;
  const lines = Array.from(t.values, (target, row) =>
    [...x.values.subarray(row * columns, (row + 1) * columns), targetNames[target]].join(","),
  );
  return [[...inputNames, "species"].join(","), ...lines, ""].join("\n");
}

function load() {
  const iris = createRegistry(builtinData).datasets.get("iris");
  if (iris === undefined) throw new Error("iris is not registered");
  return iris.load({}, memoryDataFiles({}));
}
