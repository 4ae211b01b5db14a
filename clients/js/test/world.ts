/** Two people on one board over a wire that can be cut, and words for what they do. */

import type { BoardClient } from "../boardclient.ts";
import { newId } from "../ids.ts";
import { Device } from "./device.ts";
import { TestServer } from "./server.ts";
import { Wire } from "./wire.ts";

export function world() {
  const server = new TestServer();
  const wire = new Wire(server);
  return { server, wire, ann: new Device(wire, "ann", 1), bob: new Device(wire, "bob", 2) };
}

export function addColumn(client: BoardClient, name = "Doing"): string {
  const id = newId();
  client.do("columns.add", { id, name });
  return id;
}

export function addCard(client: BoardClient, column: string, title: string): string {
  const id = newId();
  client.do("cards.add", { id, title, column });
  return id;
}

export const titles = (client: BoardClient, column: string) =>
  client.board.order(column).map((id) => client.board.card(id)?.title);
