import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cpuQuota } from "./cpu-quota.js";
import { processorCount } from "./thread-count.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "retrograd-cgroups-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const proc = (mountinfo: readonly string[], cgroup: readonly string[]) => ({
  "proc/self/mountinfo": `${mountinfo.join("\n")}\n`,
  "proc/self/cgroup": `${cgroup.join("\n")}\n`,
});

const second = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
const first = "36 25 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 - cgroup cgroup rw,cpu,cpuacct";
const memory = "37 25 0:32 / /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory";

describe("the CPU quota of a process", () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    [
      "version 2, a quota of the group itself",
      { ...proc([second], ["0::/app"]), "sys/fs/cgroup/app/cpu.max": "150000 100000\n" },
      1.5,
    ],
    [
      "version 2, the smallest quota of the groups that contain it",
      {
        ...proc([second], ["0::/kube/pod/app"]),
        "sys/fs/cgroup/kube/cpu.max": "800000 100000\n",
        "sys/fs/cgroup/kube/pod/cpu.max": "25000 50000\n",
        "sys/fs/cgroup/kube/pod/app/cpu.max": "max 100000\n",
      },
      0.5,
    ],
    [
      "version 2, no limit",
      { ...proc([second], ["0::/"]), "sys/fs/cgroup/cpu.max": "max 100000\n" },
      undefined,
    ],
    ["version 2, the root group, which has no file", proc([second], ["0::/"]), undefined],
    [
      "version 2, a container in which the group is the root",
      { ...proc([second], ["0::/"]), "sys/fs/cgroup/cpu.max": "200000 100000\n" },
      2,
    ],
    [
      "version 2, a group outside the mounted one",
      { ...proc([second], ["0::/../other"]), "sys/fs/cgroup/cpu.max": "300000 100000\n" },
      3,
    ],
    [
      "version 1, next to version 2 without the controller",
      {
        ...proc(
          [second.replace("/sys/fs/cgroup", "/sys/fs/cgroup/unified"), memory, first],
          ["4:cpu,cpuacct:/box", "3:memory:/", "0::/"],
        ),
        "sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us": "100000\n",
        "sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us": "100000\n",
      },
      1,
    ],
    [
      "version 1, no quota (-1), and one of the group that contains it",
      {
        ...proc([first], ["4:cpu,cpuacct:/a/b"]),
        "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "350000\n",
        "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
      },
      3.5,
    ],
    [
      "version 1, a container whose mount shows a group of the host",
      {
        ...proc([first.replace(" / ", " /docker/1f "), memory], ["4:cpu,cpuacct:/docker/1f/x"]),
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "400000\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "50000\n",
        "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "20000\n",
      },
      2.5,
    ],
    [
      "a mount point with a space, and a group with a colon",
      {
        ...proc([second.replace("/sys/fs/cgroup", "/my\\040groups")], ["0::/a:b"]),
        "my groups/a:b/cpu.max": "120000 100000\n",
      },
      1.2,
    ],
    ["a system without groups", proc(["24 1 8:1 / / rw - ext4 /dev/sda rw"], []), undefined],
    ["a damaged file", { ...proc([second], ["0::/"]), "sys/fs/cgroup/cpu.max": "much\n" }, undefined],
    ["no /proc", {}, undefined],
  ])("%s", (_, files, expected) => {
    write(files);
    expect(cpuQuota(root)).toBe(expected);
  });

  test("is read from a real group (skipped where none can be created)", async (context) => {
    const mounts = readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" "));
    const mount = mounts.find(
      ([, , type, options]) => type === "cgroup" && options.split(",").includes("cpu"),
    );
    if (mount === undefined) return context.skip("version 1 of control groups is not mounted here");
    const group = join(mount[1], `retrograd-test-${process.pid}`);
    try {
      mkdirSync(join(group, "inner"), { recursive: true });
    } catch {
      return context.skip("this user may not make control groups");
    }
    const child = spawn("/bin/sh", [
      "-c",
      'echo $$ > "$0" && echo in && read line',
      join(group, "inner/cgroup.procs"),
    ]);
    try {
      writeFileSync(join(group, "cpu.cfs_quota_us"), "150000");
      await once(child.stdout, "data");
      mkdirSync(join(root, "proc"));
      symlinkSync(`/proc/${child.pid}`, join(root, "proc/self"));
      symlinkSync("/sys", join(root, "sys"));
      expect(cpuQuota(root)).toBe(1.5);
    } finally {
      child.stdin.end();
      await once(child, "exit");
      rmdirSync(join(group, "inner"));
      rmdirSync(group);
    }
  });
});

test.each([
  [0.5, 1],
  [1.9, 1],
])("a quota of %d counts as %d processor", (quota, count) => {
  expect(processorCount(quota)).toBe(count);
});

test("a quota of more processors than there are counts as all", () => {
  expect(processorCount(1e6)).toBe(processorCount(Number.MAX_VALUE));
});
