import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeDataFiles } from "./node-data-files.js";

let root = "";

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
const textOf = ({ bytes }: { readonly bytes: Uint8Array }) => new TextDecoder().decode(bytes);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "retrograd-data-"));
  await write("experiment/d.csv", "d");
  await write("shared/e.csv", "e");
  await symlink(join(root, "shared/e.csv"), join(root, "experiment/link.csv"));
  await write("given/set/a", "given/set/a");
  await write("given/b", "given/b");
  await write("given/set/folder/inside", "");
  await write("env/set/a", "env/set/a");
  await write("env/set/c", "env/set/c");
  await write("env/set/folder", "env/set/folder");
  await write("cache/datasets/set/c", "cache/c");
  await write("cache/datasets/set/e", "cache/e");
});

afterAll(() => rm(root, { recursive: true, force: true }));

const files = () =>
  nodeDataFiles({
    base: join(root, "experiment"),
    dataDirectory: join(root, "given"),
    environment: { RETROGRAD_DATA: join(root, "env") },
    cacheDirectory: join(root, "cache"),
  });

describe("read", () => {
  test("takes paths relative to the experiment, absolute ones, and links", async () => {
    expect(textOf(await files().read("d.csv"))).toBe("d");
    expect(textOf(await files().read("../shared/e.csv"))).toBe("e");
    expect(textOf(await files().read(join(root, "shared/e.csv")))).toBe("e");
    expect(textOf(await files().read("link.csv"))).toBe("e");
  });

  test("gives plain bytes under the path as it was written", async () => {
    const file = await files().read("./d.csv");
    expect(file.path).toBe("./d.csv");
    expect(file.bytes.constructor).toBe(Uint8Array);
  });

  test("a missing file is an error with the place looked at", async () => {
    await expect(files().read("no.csv")).rejects.toMatchObject({
      code: "E_DATA_MISSING",
      message: `there is no file no.csv; looked at ${join(root, "experiment/no.csv")}. A path is relative to the folder of the experiment`,
    });
    await expect(files().read("d.csv/x.csv")).rejects.toMatchObject({ code: "E_DATA_MISSING" });
  });

  test.each([
    ["..", "must be a plain file, got a folder"],
    ["/dev/zero", "must be a plain file, got a device"],
    ["~/d.csv", 'starts with "~"'],
    ["file:///d.csv", "is an address"],
    ["https://example.org/d.csv", "is an address"],
    ["d\0.csv", "has a NUL character"],
    ["C:\temp\new.csv", "contains a tab, a line break or another control character: in YAML \\t in"],
    ["data\nine.csv", "Write the path in single quotes, or with / for \\"],
    [`${"x".repeat(5000)}.csv`, "cannot be read"],
  ])("%j is refused", async (path, message) => {
    await expect(files().read(path)).rejects.toMatchObject({
      code: "E_FILE",
      message: expect.stringContaining(message),
    });
  });
});

describe("list", () => {
  test("gives the entries of a folder by the characters of their names, and follows links", async () => {
    await symlink(join(root, "given/set"), join(root, "given/linked"));
    expect(await files().list("../given")).toEqual([
      { name: "b", folder: false },
      { name: "linked", folder: true },
      { name: "set", folder: true },
    ]);
  });

  test.each([
    ["none", "E_DATA_MISSING", "there is no folder none; looked at"],
    ["d.csv", "E_FILE", "must be a folder, got a file or a device"],
    ["~/d", "E_FILE", 'starts with "~"'],
    ["file:///d", "E_FILE", "is an address"],
  ])("%j is refused", async (path, code, message) => {
    await expect(files().list(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe("find", () => {
  test.each([
    [["a"], "given/set/a"],
    [["x", "b"], "given/b"],
    [["c"], "env/set/c"],
    [["e"], "cache/e"],
    [["c", "b"], "given/b"],
    [["folder"], "env/set/folder"],
  ])("%j is the first of its names in the first folder that has one", async (names, content) => {
    expect(textOf(await files().find("set", names))).toBe(content);
  });

  test("a missing data set lists every place searched, the names, and how to fix it", async () => {
    const message = [
      'the data set "set" was not found: no x or x.gz in',
      `  ${join(root, "given/set")}`,
      `  ${join(root, "given")}`,
      `  ${join(root, "env/set")}`,
      `  ${join(root, "cache/datasets/set")}`,
      "  /usr/share/datasets/set",
      "Put its files there, or pass their folder: --data-dir DIR, or the environment variable RETROGRAD_DATA=DIR with the files in DIR/set",
    ].join("\n");
    await expect(files().find("set", ["x", "x.gz"])).rejects.toMatchObject({
      code: "E_DATA_MISSING",
      message,
    });
  });

  test("only the places that were named are looked at", async () => {
    const bare = nodeDataFiles({ base: root, environment: {} });
    await expect(bare.find("set", ["a"])).rejects.toMatchObject({
      data: { places: ["/usr/share/datasets/set"] },
    });
  });
});
