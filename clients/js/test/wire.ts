/**
 * Connections between clients and the test server: every frame waits until a test delivers it, in order on each way, and a cut
 * loses what is under way.
 */

import type { WebSocketLike } from "../socket.ts";
import type { TestServer } from "./server.ts";

type Event = () => void;

/** One connection: what waits on each way. */
class Cable {
  readonly up: Event[] = [];
  readonly down: Event[] = [];
  isCut = false;
}

export class Wire {
  private readonly server: TestServer;
  private readonly cables = new Set<Cable>();
  /** Connections are refused while the server is away. */
  isUp = true;

  constructor(server: TestServer) {
    this.server = server;
  }

  /** Returns a WebSocket class whose connections belong to one page. */
  page(): { readonly WebSocket: new (url: string) => WebSocketLike; cut(): void; kill(): void } {
    const wire = this;
    const own = new Set<Cable>();
    const state = { isDead: false };
    class PageSocket extends FakeSocket {
      constructor() {
        super(wire, own, state);
      }
    }
    return {
      WebSocket: PageSocket,
      cut: () => {
        for (const cable of own) this.cut(cable);
      },
      kill: () => {
        state.isDead = true;
        for (const cable of own) this.cut(cable);
      },
    };
  }

  /** Delivers one waiting event, chosen by `pick` (below its argument); returns whether there was one. */
  step(pick: (below: number) => number = () => 0): boolean {
    const queues = [...this.cables].flatMap((cable) =>
      [cable.up, cable.down].filter((queue) => queue.length > 0),
    );
    const queue = queues[pick(queues.length)];
    queue?.shift()?.();
    return queue !== undefined;
  }

  /** Delivers everything, and everything that follows from it. */
  deliver(): void {
    while (this.step());
  }

  /** Delivers and commits until nothing happens any more. */
  settle(): void {
    for (let isBusy = true; isBusy; ) {
      this.deliver();
      this.server.commit();
      isBusy = this.step();
    }
  }

  connect(cable: Cable, socket: FakeSocket, own: Set<Cable>): void {
    this.cables.add(cable);
    own.add(cable);
    if (!this.isUp) {
      cable.down.push(() => this.lost(cable, socket, 1006, ""));
      return;
    }
    const end = this.server.accept({
      send: (frame) => void cable.down.push(() => socket.onmessage?.({ data: frame.slice().buffer })),
      close: (code, text) => void cable.down.push(() => this.lost(cable, socket, code, text)),
    });
    socket.deliverUp = (frame) => void cable.up.push(() => end.receive(frame));
    socket.hangUp = () => {
      end.gone();
      this.cut(cable);
    };
    socket.lose = () => {
      end.gone();
      socket.onclose?.({ code: 1006, reason: "" });
    };
    cable.down.push(() => socket.onopen?.(undefined as never));
  }

  private lost(cable: Cable, socket: FakeSocket, code: number, reason: string): void {
    this.drop(cable);
    socket.onclose?.({ code, reason });
  }

  private cut(cable: Cable): void {
    if (!this.cables.has(cable)) return;
    cable.isCut = true;
    this.drop(cable);
    this.sockets.get(cable)?.lose();
  }

  private drop(cable: Cable): void {
    cable.up.length = 0;
    cable.down.length = 0;
    this.cables.delete(cable);
  }

  readonly sockets = new WeakMap<Cable, FakeSocket>();
}

class FakeSocket implements WebSocketLike {
  binaryType = "";
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  deliverUp: (frame: Uint8Array) => void = () => undefined;
  hangUp: () => void = () => undefined;
  lose: () => void = () => undefined;
  private readonly state: { readonly isDead: boolean };

  constructor(wire: Wire, own: Set<Cable>, state: { readonly isDead: boolean }) {
    this.state = state;
    const cable = new Cable();
    wire.sockets.set(cable, this);
    if (!state.isDead) wire.connect(cable, this, own);
  }

  send(frame: Uint8Array): void {
    if (!this.state.isDead) this.deliverUp(frame.slice());
  }

  close(): void {
    this.onclose = null;
    this.hangUp();
  }
}
