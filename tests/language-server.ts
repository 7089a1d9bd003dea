import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A place in a document, both numbers from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

type Message = Readonly<Record<string, unknown>>;

/** The real yaml-language-server, driven as an editor does: JSON-RPC over its standard streams. */
export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<unknown, (message: Message) => void>();
  readonly #published = new Map<unknown, (diagnostics: unknown) => void>();
  #unread = Buffer.alloc(0);
  #requests = 0;

  constructor() {
    const manifest = createRequire(import.meta.url).resolve("yaml-language-server/package.json");
    const binary = join(dirname(manifest), "bin/yaml-language-server");
    this.#child = spawn(process.execPath, [binary, "--stdio"]);
    this.#child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  async begin(): Promise<void> {
    await this.request("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    this.#send({ method: "initialized", params: {} });
    const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    this.#send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml } } });
  }

  /** Opens a document, and gives the diagnostics that the server publishes for it. */
  open(uri: string, text: string): Promise<unknown> {
    const published = new Promise((resolve) => this.#published.set(uri, resolve));
    const textDocument = { uri, languageId: "yaml", version: 1, text };
    this.#send({ method: "textDocument/didOpen", params: { textDocument } });
    return published;
  }

  /** What the server answers to a question about a place of an open document. */
  at(method: "completion" | "hover", uri: string, position: Position): Promise<unknown> {
    return this.request(`textDocument/${method}`, { textDocument: { uri }, position });
  }

  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#requests;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.kill();
    await closed;
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const end = this.#unread.indexOf("\r\n\r\n");
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#unread.toString("latin1", 0, Math.max(0, end)))?.[1],
      );
      if (end < 0 || this.#unread.length < end + 4 + length) return;
      const body = this.#unread.toString("utf8", end + 4, end + 4 + length);
      this.#unread = this.#unread.subarray(end + 4 + length);
      this.#take(JSON.parse(body));
    }
  }

  #take(message: Message): void {
    const { id, method } = message;
    if (method === undefined) this.#waiting.get(id)?.(message);
    // the server's own requests: no settings beyond those that it was sent
    else if (id !== undefined) this.#send({ id, result: method === "workspace/configuration" ? [] : null });
    const { uri, diagnostics } = (message.params ?? {}) as Message;
    if (method === "textDocument/publishDiagnostics") this.#published.get(uri)?.(diagnostics);
  }
}
