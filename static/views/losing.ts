/** Tells me, back from being away, which of my changes somebody else's stand in place of, and offers to make them again. */

import { useEffect } from "preact/hooks";
import { newGroup, type Status } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import { fetched } from "../ui/lazy.tsx";
import { changed, type Read, type Wish, Wishes } from "../ui/lost.ts";
import type { Screen } from "../ui/screen.ts";
import { toastError, toastWhile } from "../ui/toast.tsx";

type Client = Screen["client"];

/** Records that are few, and whose changes are told by their root alone. */
const ROOTS = ["columns", "milestones", "goals", "initiatives"] as const;
type Root = "cards" | (typeof ROOTS)[number];

/** Those of a board outlive its page: they are told when somebody comes back to it. */
const known = new WeakMap<Client, Wishes>();

/** Returns what I want of a board; at first what an earlier page left unsaved here. */
function wishesOf(client: Client): Wishes {
  const made = known.get(client) ?? new Wishes();
  if (!known.has(client)) for (const intent of client.inherited) made.inherit(intent);
  known.set(client, made);
  return made;
}

/** Tells what is lost of what an earlier page left unsaved, once it is known; `open` returns a board that may have been closed since. */
export function tellInherited(board: string, client: Client, open: () => Promise<Client>): () => void {
  const wishes = wishesOf(client);
  const look = ({ connection, synced, waiting }: Status) => {
    if (!wishes.isEmpty && connection === "live" && synced && waiting === 0)
      tell(board, client, wishes, open);
  };
  look(client.status); // all may have been saved before this file came
  return client.watchStatus(look);
}

export function useLosing({ board, client }: Screen): void {
  useEffect(() => {
    const wishes = wishesOf(client);
    let before = records(client);
    const stops = [
      client.board.changes(({ origin, cards, topics }) => {
        const old = before;
        if (origin === "rebuilt" || ROOTS.some((root) => topics.has(root))) before = records(client);
        // Who is here sees what the others do; who is away does not. What is still wanted may be changed again.
        if (origin !== "mine" || (client.status.connection === "live" && wishes.isEmpty)) return;
        for (const [id, keys] of cards) {
          const card = read(client, "cards", id);
          if (card !== undefined)
            wishes.note(
              "cards",
              card,
              [...keys].map((key) => (key === "at" ? "column" : key)),
            );
        }
        for (const [key, [root, now]] of before) {
          const earlier = old.get(key)?.[1];
          if (earlier !== undefined && earlier !== now) wishes.note(root, now, changed(earlier, now));
        }
      }),
      tellInherited(board, client, () => Promise.resolve(client)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [board, client]);
}

function records({ board }: Client): ReadonlyMap<string, readonly [root: string, record: Read]> {
  return new Map(
    ROOTS.flatMap((root) =>
      board[root]().map((one) => [`${root} ${one.id}`, [root, one as unknown as Read]] as const),
    ),
  );
}

function read(client: Client, root: string, id: string): Read | undefined {
  const found = root === "cards" ? client.board.card(id) : records(client).get(`${root} ${id}`)?.[1];
  return found as Read | undefined;
}

function tell(board: string, client: Client, wishes: Wishes, open: () => Promise<Client>): void {
  for (const { intent } of client.refused) wishes.refused(intent);
  const lost = wishes.lost((root, id) => read(client, root, id));
  if (lost.length === 0) return;
  const nameOf = ({ root, id }: Wish) => {
    const found = read(client, root, id);
    return String(found?.["title"] || found?.["name"] || "something without a name");
  };
  const standing = ({ root, id }: Wish) => read(client, root, id);
  void fetched(() => import("./lost_told.ts"))
    .then(({ told }) => told({ board, client, wishes: lost, read: standing, nameOf }))
    .then((words) =>
      toastWhile(words, {
        name: "Set mine again",
        run: () => void open().then((client) => setAgain(client, lost)),
      }),
    );
}

function setAgain(client: Client, lost: readonly Wish[]): void {
  const group = newGroup();
  try {
    for (const { root, id, fields } of lost)
      for (const [key, value] of fields)
        if (key === "column") client.do("cards.move", { id, column: String(value) }, { group });
        else if (key === "parent" && root === "initiatives")
          client.do("initiatives.move", { id, parent: String(value) }, { group });
        else
          client.do(`${root as Root}.set`, { id, key, value: (value ?? null) as string | null }, { group });
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    toastError(error.message);
  }
}
