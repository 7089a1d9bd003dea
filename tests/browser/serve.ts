import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** A server of files that is listening. */
export interface FileServer extends AsyncDisposable {
  readonly origin: string;
}

/** Serves a folder on this machine alone, at a free port, every answer with these headers. */
export async function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<FileServer> {
  const server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const path = normalize(pathname === "/" ? "/index.html" : pathname);
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/plain", ...headers });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
