// Hocuspocus as it comes, with a document read from a file: node hocuspocus.mjs PORT FILE
import { readFileSync } from "node:fs";
import { Server } from "@hocuspocus/server";
import { applyUpdate } from "yjs";

const [port, file] = process.argv.slice(2);
const state = readFileSync(file);
const server = new Server({
  port: Number(port),
  address: "127.0.0.1",
  quiet: true,
  onLoadDocument: ({ document }) => applyUpdate(document, state),
});
await server.listen();
