/** A board that a test edits by verbs. */

import * as Y from "yjs";
import { Board } from "../../clients/js/board.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import { EditError } from "../../clients/js/errors.ts";
import { newId } from "../../clients/js/ids.ts";
import { Replica } from "../../clients/js/replica.ts";
import { seeded } from "../../clients/js/test/seeded.ts";

/** A board to edit, and what it was at any time. */
export function desk(seed = 1) {
  const random = seeded(seed);
  const state = { updates: [], rows: [], clientId: null, ownIds: [], lastSeq: 0 };
  const replica = new Replica("board", state, random);
  const pick = (below: number) => Math.floor(random() * below);
  return {
    board: replica.board,
    pick,
    id: () => newId((bytes) => bytes.map(() => pick(256))),
    do: (verb: string, args: Record<string, unknown>) => replica.edit([verb, args], "g"),
    /** Does edits, and returns those that could not be done. */
    all(intents: readonly Intent[]) {
      return intents.filter((intent) => {
        try {
          replica.edit(intent, "g");
          return false;
        } catch (error) {
          if (!(error instanceof EditError)) throw error;
          return true;
        }
      });
    },
    asNow(): Board {
      const [doc, board] = [new Y.Doc(), new Board("board")];
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(replica.doc));
      board.attach(doc);
      return board;
    },
  };
}
