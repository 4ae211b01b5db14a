/** A card as a plan for new ones, and cards made of a plan (docs/automation.md, "A card to be made"). */

import { newGroup } from "../../clients/js/client.ts";
import type { PlainMap } from "../../clients/js/codec.ts";
import { newId } from "../../clients/js/ids.ts";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { dayOf, spelled } from "../ui/due.ts";
import { cardPath, go, query, route } from "../ui/location.ts";
import type { Marked } from "../ui/marks.ts";
import { weekly } from "../ui/rule_words.ts";
import type { Screen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { asked } from "./rule_asks.ts";

export { FromTemplate } from "./template_picker.tsx";

import { act, askForNumbers, attempt } from "./verbs.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const [MEMBERS_MAX, LISTS_MAX, ITEMS_MAX, DESCRIPTION_MAX] = [20, 10, 100, 20_000];

/** Returns what a new card takes over of one: everything but where it stands, and its dates as days from its start. */
export function planOf(card: Card): PlainMap {
  const { start, due } = card;
  const days = due === undefined ? 0 : between(dayOf(start ?? due), dayOf(due));
  const plan = {
    ...{ title: card.title.trim() || "Untitled", description: card.description.slice(0, DESCRIPTION_MAX) },
    ...{ labels: card.labels.slice(0, MEMBERS_MAX), assignees: card.assignees.slice(0, MEMBERS_MAX) },
    ...{ estimate: card.estimate, priority: card.priority, cover: card.cover },
    start_days: start === undefined ? undefined : 0,
    due_days: due === undefined ? undefined : Math.min(Math.max(days, 0), 3_650),
    fields: Object.fromEntries([...card.fields].slice(0, 30)),
    checklists: card.checklists.slice(0, LISTS_MAX).map(({ name, items }) => ({
      name,
      items: items
        .map((item) => item.name)
        .filter((name) => name.trim() !== "")
        .slice(0, ITEMS_MAX),
    })),
  };
  return Object.fromEntries(
    Object.entries(plan).flatMap(([key, value]) =>
      value === undefined || value === "" ? [] : [[key, value]],
    ),
  ) as PlainMap;
}

function between(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

interface Plan {
  readonly title: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly estimate?: number;
  readonly start_days?: number;
  readonly due_days?: number;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  readonly checklists?: readonly { readonly name: string; readonly items?: readonly string[] }[];
}

/** Makes a card of a plan at the end of a column, as one step of undo; returns its id. What is `marked` goes before the plan. */
export function makeCard(
  screen: Screen,
  column: string | undefined,
  plan: PlainMap,
  marked?: Marked,
): string | null {
  const {
    labels = [],
    assignees = [],
    start_days,
    due_days,
    fields = {},
    checklists = [],
    ...rest
  } = plan as unknown as Plan;
  const { board } = screen.client;
  const [id, group] = [newId(), newGroup()];
  const ahead = (days: number) => spelled(new Date(Date.now() + days * DAY_MS));
  const made = act(
    screen,
    "cards.add",
    {
      ...rest,
      id,
      ...(column === undefined ? {} : { column }),
      labels: union(
        labels.filter((one) => board.label(one)?.archived === false),
        marked?.labels,
      ),
      assignees: union(assignees, marked?.assignees),
      ...(start_days === undefined ? {} : { start: ahead(start_days) }),
      ...(due_days === undefined ? {} : { due: ahead(due_days) }),
      ...(marked === undefined ? {} : typed(marked)),
    },
    group,
  );
  if (!made) return null;
  const known = new Set(board.fields().map((one) => one.id));
  // What a field cannot hold any more is left out, as where the server makes the card.
  for (const [field, value] of Object.entries(fields))
    if (known.has(field)) attempt(screen, "cards.set", { id, key: `field:${field}`, value }, group);
  for (const { name, items = [] } of checklists) {
    const checklist = newId();
    act(screen, "checklists.add", { card: id, id: checklist, name }, group);
    for (const item of items)
      act(screen, "items.add", { card: id, id: newId(), checklist, name: item }, group);
  }
  askForNumbers(screen, [id]);
  return id;
}

/** Makes a card where the keyboard is, else in the first column, and opens it. */
export function openOf(screen: Screen, plan: PlainMap): void {
  const { board } = screen.client;
  const here = board.shownColumn(screen.focus.peek() ?? "");
  const column = here === undefined || here === UNSORTED ? board.columns()[0]?.id : here;
  const current = route.peek();
  const below = current.name === "board" ? current.view : "board";
  const id = makeCard(screen, column, plan);
  if (id !== null) go(cardPath(screen.board, id) + query.peek(), { below });
}

function union(left: readonly string[], right: readonly string[] = []): readonly string[] {
  return [...new Set([...left, ...right])];
}

/** Returns of what was typed what takes the place of what the plan says. */
function typed({ title, priority, due }: Marked) {
  return {
    ...(title === "" ? {} : { title }),
    ...(priority === undefined ? {} : { priority }),
    ...(due === undefined ? {} : { due }),
  };
}

/** Keeps a card as a template of this board. */
export async function keepAsTemplate(screen: Screen, card: Card | undefined): Promise<void> {
  if (card === undefined) return;
  const template = { name: (card.title.trim() || "Untitled").slice(0, 100), card: planOf(card) };
  if (await asked(screen, "templates.add", { id: newId(), template }))
    toast("Saved as template", { name: "Show", run: () => show(screen) });
}

/** Makes a card come again every week from today on; how often is changed where it is shown. */
export async function makeRecur(screen: Screen, card: Card): Promise<void> {
  const column = screen.client.board.column(card.column) === undefined ? {} : { column: card.column };
  const recurrence = { ...column, card: planOf(card), repeat: weekly(), last: card.id };
  if (
    await asked(screen, "recurrences.add", { id: newId(), recurrence: recurrence as unknown as PlainMap })
  ) {
    toast("It comes again every week: change how often here");
    show(screen);
  }
}

function show(screen: Screen): void {
  go(`/b/${screen.board}/rules`);
}
