/** One change of a board that is not on the screen: opened for it, and closed once the change is on the server's disk. */

import { AskError, EditError, openBoard } from "../../clients/js/client.ts";
import { toastError } from "./toast.tsx";

/** Who may change a board. */
export const EDITORS: readonly string[] = ["owner", "admin", "editor"];

const OPENING_MS = 10_000;

/** What boards say of themselves, of what is changed from elsewhere. */
export type MetaKey = "lead" | "health" | "target" | "description";

/**
 * Sets what another board says of itself, or says why that cannot be done. Returns what it said before (null: nothing);
 * undefined: it was not done. `was`: only where it still says that.
 */
export function setElsewhere(
  board: string,
  key: MetaKey,
  value: string | null,
  was?: string | null,
): Promise<{ readonly before: string | null } | undefined> {
  return withBoard(board, (client) => {
    const before = client.board.meta()[key] || null;
    client.do("board.set", { key, value, ...(was === undefined ? {} : { if: was }) });
    return { before };
  });
}

/** Asks for something beside another board's document, or says why that cannot be done. Returns whether it was done. */
export async function askElsewhere(
  board: string,
  verb: string,
  args: Readonly<Record<string, string>>,
): Promise<boolean> {
  const done = await withBoard(board, async (client) => {
    await client.ask(verb, args);
    return true;
  });
  return done === true;
}

type Client = Awaited<ReturnType<typeof openBoard>>;

async function withBoard<Done>(
  board: string,
  run: (client: Client) => Done | Promise<Done>,
): Promise<Done | undefined> {
  // Nothing of it is kept on this device: nobody would come by to send it later.
  const client = await openBoard({ url: location.origin, board, storage: null });
  try {
    if (!(await isLive(client))) throw new EditError("away", "the board cannot be reached");
    if (!client.status.canEdit)
      throw new EditError("read-only", "you can look at this board, but not change it");
    const done = await run(client);
    await client.saved();
    return done;
  } catch (error) {
    if (!(error instanceof EditError || error instanceof AskError)) throw error;
    toastError(`That was not changed: ${error.detail || error.code}.`);
    return undefined;
  } finally {
    await client.close();
  }
}

/** Waits until the board has come whole, or cannot. */
function isLive(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (live: boolean) => {
      stop();
      clearTimeout(timer);
      resolve(live);
    };
    const look = () => {
      const { synced, stopped } = client.status;
      if (synced || stopped !== null) settle(synced);
    };
    const timer = setTimeout(() => settle(false), OPENING_MS);
    const stop = client.watchStatus(look);
    queueMicrotask(look);
  });
}
