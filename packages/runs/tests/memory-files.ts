import { basename, dirname } from "node:path";
import type { FileLayer } from "../src/node/files/file-layer.js";

type Folder = { readonly kind: "folder"; readonly id: number; readonly entries: Map<string, Node> };
type Content = { readonly kind: "file"; readonly id: number; bytes: Uint8Array };
type Node = Folder | Content;

/** An operation on the disk. */
export type Operation =
  | {
      readonly type: "entry";
      readonly folder: number;
      readonly set: string;
      readonly node: number;
      readonly unset?: string;
    }
  | { readonly type: "unset"; readonly folder: number; readonly name: string }
  | { readonly type: "write"; readonly file: number; readonly at: number; readonly bytes: Uint8Array }
  | { readonly type: "truncate"; readonly file: number; readonly length: number }
  | { readonly type: "sync"; readonly node: number }
  | { readonly type: "note"; readonly text: string };

/** A file system in memory that records all operations in order. Its root is `/`. */
export class MemoryFiles implements FileLayer {
  readonly log: Operation[] = [];
  /** The numbers of the folders. */
  readonly folders = new Set<number>([0]);
  readonly #root: Folder = { kind: "folder", id: 0, entries: new Map() };
  #ids = 1;

  /** Adds a note to the log. */
  note(text: string): void {
    this.log.push({ type: "note", text });
  }

  async overwrite(path: string, length: number) {
    const folder = this.#folder(dirname(path), path);
    const name = basename(path);
    const file = folder.entries.has(name) ? this.#file(path) : this.#addFile(folder, name);
    if (file.bytes.length > length) this.#cut(file, length);
    return this.#opened(file, 0);
  }

  async open(path: string) {
    const file = this.#file(path);
    return this.#opened(file, file.bytes.length);
  }

  appendNow(path: string, bytes: Uint8Array): void {
    const folder = this.#folder(dirname(path), path);
    const name = basename(path);
    const file = folder.entries.has(name) ? this.#file(path) : this.#addFile(folder, name);
    this.#append(file, bytes);
  }

  replaceNow(path: string, bytes: Uint8Array): void {
    const folder = this.#folder(dirname(path), path);
    const temporary = `${basename(path)}.1`;
    const file = this.#addFile(folder, temporary);
    this.#append(file, bytes);
    this.log.push({ type: "sync", node: file.id });
    this.#rename(folder, temporary, basename(path), file);
  }

  async truncate(path: string, length: number) {
    this.#cut(this.#file(path), length);
  }

  async size(path: string) {
    const node = this.#node(path);
    if (node.kind === "folder") throw refusal("EINVAL", path);
    return node.bytes.length;
  }

  async read(path: string) {
    return this.#file(path).bytes.slice();
  }

  async rename(from: string, to: string) {
    const folder = this.#folder(dirname(from), from);
    const node = this.#node(from);
    const target = folder.entries.get(basename(to));
    if (target?.kind === "folder" && target.entries.size > 0) throw refusal("ENOTEMPTY", to);
    this.#rename(folder, basename(from), basename(to), node);
  }

  async removeFile(path: string) {
    const node = this.#node(path);
    if (node.kind === "folder") throw refusal("EISDIR", path);
    this.#unset(path);
  }

  async makeFolder(path: string) {
    const folder = this.#folder(dirname(path), path);
    const name = basename(path);
    if (folder.entries.has(name)) throw refusal("EEXIST", path);
    const created: Folder = { kind: "folder", id: this.#ids++, entries: new Map() };
    this.folders.add(created.id);
    folder.entries.set(name, created);
    this.log.push({ type: "entry", folder: folder.id, set: name, node: created.id });
  }

  async removeFolder(path: string) {
    if (this.#folder(path, path).entries.size > 0) throw refusal("ENOTEMPTY", path);
    this.#unset(path);
  }

  async list(path: string) {
    return [...this.#folder(path, path).entries.keys()];
  }

  async syncFolder(path: string) {
    this.log.push({ type: "sync", node: this.#folder(path, path).id });
  }

  /** The paths of all files, sorted. */
  paths(): readonly string[] {
    const paths: string[] = [];
    const visit = (folder: Folder, path: string) => {
      for (const [name, node] of folder.entries) {
        if (node.kind === "file") paths.push(`${path}/${name}`);
        else visit(node, `${path}/${name}`);
      }
    };
    visit(this.#root, "");
    return paths.sort();
  }

  /** Changes the bytes of a file without recording it. */
  damage(path: string, bytes: Uint8Array): void {
    this.#file(path).bytes = bytes;
  }

  #addFile(folder: Folder, name: string): Content {
    const file: Content = { kind: "file", id: this.#ids++, bytes: new Uint8Array(0) };
    folder.entries.set(name, file);
    this.log.push({ type: "entry", folder: folder.id, set: name, node: file.id });
    return file;
  }

  #cut(file: Content, length: number): void {
    file.bytes = file.bytes.slice(0, length);
    this.log.push({ type: "truncate", file: file.id, length });
  }

  #append(file: Content, bytes: Uint8Array): void {
    this.#write(file, bytes, file.bytes.length);
  }

  #write(file: Content, bytes: Uint8Array, at: number): void {
    this.log.push({ type: "write", file: file.id, at, bytes: bytes.slice() });
    const content = new Uint8Array(Math.max(file.bytes.length, at + bytes.length));
    content.set(file.bytes);
    content.set(bytes, at);
    file.bytes = content;
  }

  #opened(file: Content, from: number) {
    let offset = from;
    return {
      write: async (bytes: Uint8Array) => {
        this.#write(file, bytes, offset);
        offset += bytes.length;
        return bytes.length;
      },
      sync: async () => void this.log.push({ type: "sync", node: file.id }),
      close: async () => {},
    };
  }

  #rename(folder: Folder, from: string, to: string, node: Node): void {
    folder.entries.delete(from);
    folder.entries.set(to, node);
    this.log.push({ type: "entry", folder: folder.id, set: to, node: node.id, unset: from });
  }

  #unset(path: string): void {
    const folder = this.#folder(dirname(path), path);
    folder.entries.delete(basename(path));
    this.log.push({ type: "unset", folder: folder.id, name: basename(path) });
  }

  #file(path: string): Content {
    const node = this.#node(path);
    if (node.kind === "folder") throw refusal("EISDIR", path);
    return node;
  }

  #folder(path: string, requestedPath: string): Folder {
    const node = this.#node(path, requestedPath);
    if (node.kind === "file") throw refusal("ENOTDIR", requestedPath);
    return node;
  }

  #node(path: string, requestedPath = path): Node {
    let node: Node = this.#root;
    for (const name of path.split("/").filter((part) => part !== "")) {
      if (node.kind === "file") throw refusal("ENOTDIR", requestedPath);
      const inner: Node | undefined = node.entries.get(name);
      if (inner === undefined) throw refusal("ENOENT", requestedPath);
      node = inner;
    }
    return node;
  }
}

/** The error that a system throws. */
export function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: refused, '${path}'`), { code });
}
