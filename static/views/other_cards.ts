/** Changing a card of another board from a page over many: done on its board, drawn here at once, with the way back. */

import { type BoardClient, type Card, newGroup } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import type { CardFacts } from "../../clients/js/watch.ts";
import { announce } from "../ui/announce.tsx";
import type { KnownCards } from "../ui/known_cards.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { boardOf, loaded, unsent } from "./opened_boards.ts";

export interface Change {
  readonly board: string;
  readonly id: string;
  readonly edit: (client: BoardClient, options: { readonly group: string; readonly scope: string }) => void;
  /** What is said of it, with the card as it is then. */
  readonly words: string | ((now: Card) => string);
  /** One step of undo with what had the same. */
  readonly group?: string;
  /** Says whether it stands, once everybody's edits have met: the card now, as it was wanted, and as it was before. */
  readonly stands: (now: Card, wanted: Card | undefined, before: Card | undefined) => boolean;
  /** Says that somebody else's was kept. */
  readonly tellLost: (now: Card) => void;
}

type Step = Pick<Change, "board" | "id"> & { readonly scope: string };

/** What was done on a page, to take back: the last one last. */
const steps = new WeakMap<KnownCards, Step[]>();
const STEPS_MAX = 100;
/** Card -> its last change: whether an earlier one stands is of no more interest. */
const latest = new Map<string, string>();

/** Board -> its cards that were changed from here. */
const touched = new Map<string, Set<string>>();

/** Draws what waits to be sent over what was told before it: the edits of this page, and what earlier ones left. */
export async function showUnsent(known: KnownCards): Promise<void> {
  for (const board of unsent()) {
    if (!known.cards.peek().has(board)) continue;
    const client = await boardOf(board);
    const inherited = client.inherited.map(([, args]) => String((args as { readonly id?: unknown }).id));
    for (const id of new Set([...inherited, ...(touched.get(board) ?? [])]))
      show(known, client, { board, id });
  }
}

/** Does it and says so, or says why it cannot be done; ends when it is on the server's disk, or was refused. */
export async function changeCard(known: KnownCards, change: Change): Promise<void> {
  const { board, id, words, group = newGroup() } = change;
  const client = await boardOf(board);
  if (!(await loaded(client, id)))
    return toastError(
      "This card cannot be changed now: its board is not on this device, and cannot be reached.",
    );
  const { synced, storage, refused } = client.status;
  if (!synced && storage !== "kept")
    return toastError(
      "This card cannot be changed now: its board cannot be reached, and nothing is kept on this device.",
    );
  const before = client.board.card(id);
  try {
    change.edit(client, { group, scope: group });
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return toastError(
      error.code === "read-only" ? "You can look at this card’s board, but not change it." : error.message,
    );
  }
  const wanted = client.board.card(id);
  if (wanted === before) return;
  const step = { board, id, scope: group };
  note(known, step);
  touched.set(board, (touched.get(board) ?? new Set()).add(id));
  show(known, client, step);
  const said = typeof words === "string" ? words : wanted === undefined ? "" : words(wanted);
  const says = `${said}${synced ? "" : ": it waits on this device"}`;
  announce(says);
  toast(says, { name: "Undo", run: () => void takeBack(known, step) });
  await client.saved();
  // What was refused is told of by its board.
  if (latest.get(id) !== group || client.status.refused > refused) return;
  const now = client.board.card(id);
  if (now !== undefined && !change.stands(now, wanted, before)) change.tellLost(now);
}

/** Takes back the last change that was made on a page. */
export function takeBackLast(known: KnownCards): void {
  const last = steps.get(known)?.at(-1);
  if (last === undefined) announce("There is nothing to undo here");
  else void takeBack(known, last);
}

async function takeBack(known: KnownCards, step: Step): Promise<void> {
  const { board, id, scope } = step;
  steps.set(
    known,
    (steps.get(known) ?? []).filter((one) => one.scope !== scope),
  );
  latest.delete(id);
  const client = await boardOf(board);
  if (client.undo(scope) === null)
    return toastError("Somebody has changed the card since: there is nothing to undo.");
  show(known, client, step);
  announce(`Undone: ${client.board.card(id)?.title || "a card"}`);
}

function note(known: KnownCards, step: Step): void {
  const before = (steps.get(known) ?? []).filter(({ scope }) => scope !== step.scope);
  steps.set(known, [...before, step].slice(-STEPS_MAX));
  latest.set(step.id, step.scope);
}

/** Draws the card as it is here, before the server tells of it. */
function show(known: KnownCards, client: BoardClient, { board, id }: Pick<Step, "board" | "id">): void {
  const [card, before] = [client.board.card(id), known.cards.peek().get(board)?.get(id)];
  if (card !== undefined && before !== undefined)
    known.events.cards(board, new Map([[id, asTold(client, card, before)]]), false);
}

function asTold(client: BoardClient, card: Card, before: CardFacts): CardFacts {
  const { title, column, done, archived, assignees, labels } = card;
  const { start = null, due = null, priority = null, estimate = null } = card;
  const isOver = done || client.board.column(column)?.category === "done";
  return {
    ...{ ...before, title, column, done, archived, assignees, labels, start, due, priority, estimate },
    finished: isOver ? (before.finished ?? Date.now()) : null,
  };
}
