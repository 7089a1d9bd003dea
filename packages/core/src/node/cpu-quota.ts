import { readFileSync } from "node:fs";
import { join } from "node:path/posix";

/** Processors that the control group of this process may use, such as 1.5: the smallest quota of the group and the groups
 *  that contain it. undefined without a quota, or outside Linux.
 *  root: the folder of `/proc` and of the mounted groups, for tests */
export function cpuQuota(root = "/"): number | undefined {
  const groups = read(join(root, "/proc/self/cgroup"));
  const mounts = read(join(root, "/proc/self/mountinfo"));
  if (groups === undefined || mounts === undefined) return undefined;
  const quotas = controllersOf(mounts).flatMap((controller) => {
    const path = groupOf(groups, controller.version);
    if (path === undefined) return [];
    return foldersOf(controller, path).flatMap(
      (folder) => quotaOf(join(root, folder), controller.version) ?? [],
    );
  });
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** Where groups with a CPU quota are mounted. */
interface Controller {
  readonly version: 1 | 2;
  /** The mounted group: not always "/" in a container. */
  readonly mountedGroup: string;
  readonly folder: string;
}

/** Lines of mountinfo: id, parent, device, root, mount point, options, optional fields, "-", type, source, super options.
 *  Source: man 5 proc_pid_mountinfo. */
function controllersOf(mountinfo: string): readonly Controller[] {
  return mountinfo.split("\n").flatMap((line): Controller[] => {
    const [before, after] = line.split(" - ");
    if (after === undefined) return [];
    const [, , , mountedGroup, folder] = before.split(" ").map(unescapeOctal);
    const [type, , options = ""] = after.split(" ");
    if (type === "cgroup2") return [{ version: 2, mountedGroup, folder }];
    if (type === "cgroup" && options.split(",").includes("cpu"))
      return [{ version: 1, mountedGroup, folder }];
    return [];
  });
}

/** mountinfo escapes spaces and similar characters as octal numbers. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** The group of this process. Lines of /proc/self/cgroup: "0::/path" in version 2, "4:cpu,cpuacct:/path" in version 1. */
function groupOf(groups: string, version: 1 | 2): string | undefined {
  for (const line of groups.split("\n")) {
    const [id, controllers, ...path] = line.split(":");
    if (path.length === 0) continue;
    if (version === 2 ? id === "0" && controllers === "" : controllers.split(",").includes("cpu"))
      return path.join(":");
  }
  return undefined;
}

/** The folders of a group and of the mounted groups that contain it. */
function foldersOf({ mountedGroup, folder }: Controller, path: string): readonly string[] {
  const base = mountedGroup === "/" ? "" : mountedGroup;
  // in some containers the path is outside the mounted group: then only that group counts
  const inside = path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : "";
  const names = inside.split("/").filter((name) => name !== "");
  if (names.includes("..")) return [folder];
  return [...names.keys(), names.length].map((count) => join(folder, ...names.slice(0, count)));
}

/** Processors of one group's quota; undefined without a quota, which is "max" or -1. */
function quotaOf(folder: string, version: 1 | 2): number | undefined {
  const [quota, period] =
    version === 2
      ? (read(join(folder, "cpu.max")) ?? "").trim().split(/\s+/)
      : [read(join(folder, "cpu.cfs_quota_us")), read(join(folder, "cpu.cfs_period_us"))];
  const processors = Number(quota) / Number(period);
  return processors > 0 && Number.isFinite(processors) ? processors : undefined;
}

/** A file's text; undefined if it cannot be read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
