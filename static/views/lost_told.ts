/** Says whose changes stand in place of mine, as the activity of the board tells it. */

import { api, Problem } from "../ui/api.ts";
import { folded, type Happening } from "../ui/happening.ts";
import { inWords, NAMED_MAX, type Read, type Wish } from "../ui/lost.ts";
import { type Theirs, theirsInWords, theirsOf } from "../ui/lost_words.ts";
import { namesIn } from "../ui/names_on.ts";
import type { Screen } from "../ui/screen.ts";
import { me } from "../ui/workspace.ts";

/** Activity is written a moment after the edit: asked for again after so long. */
const WAITS_MS = [0, 700, 3_000];
const ROWS_PER_RECORD = 50;

export interface Lost {
  readonly board: string;
  readonly client: Screen["client"];
  readonly wishes: readonly Wish[];
  readonly read: (wish: Wish) => Read | undefined;
  readonly nameOf: (wish: Wish) => string;
}

/** Returns who changed what, and what I had made of it; of what nobody can be named that somebody did. */
export async function told(lost: Lost): Promise<string> {
  const named = lost.wishes.slice(0, NAMED_MAX);
  let known: readonly Said[] = named.map((wish) => inGeneral(wish, lost));
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      known = await Promise.all(named.map((wish) => ask(wish, lost)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // away again: then in general
    }
    if (known.every(({ isWhole }) => isWhole)) break;
  }
  const more = lost.wishes.length - named.length;
  const rest = more > 0 ? `, and ${more} more` : "";
  return `While you were away ${known.map(({ words }) => words).join(". Also, ")}${rest}. Theirs was kept.`;
}

interface Said {
  readonly words: string;
  /** Whether everybody in question is known. */
  readonly isWhole: boolean;
}

async function ask(wish: Wish, lost: Lost): Promise<Said> {
  const path = `/api/boards/${lost.board}/activity?card=${wish.id}&count=${ROWS_PER_RECORD}`;
  const { activity } = await api<{ readonly activity: readonly Happening[] }>("GET", path);
  const people = new Map(activity.map(({ who }) => [who.id, who.name]));
  const names = namesIn(lost.client, (id) => people.get(id));
  const said = theirsOf(wish, lost.read(wish) ?? {}, folded(activity)).map(
    (theirs) => theirsInWords(theirs, me.peek()?.id ?? "", names) ?? somebody(theirs, lost),
  );
  return { words: said.join(". Also, "), isWhole: !said.some((words) => words.startsWith(SOMEBODY)) };
}

const SOMEBODY = "somebody else changed";

function inGeneral(wish: Wish, lost: Lost): Said {
  const words = somebody({ wish, fields: [...wish.fields.keys()], by: null }, lost);
  return { words, isWhole: false };
}

function somebody({ wish, fields }: Theirs, { nameOf }: Lost): string {
  const of = { ...wish, fields: new Map([...wish.fields].filter(([field]) => fields.includes(field))) };
  return `${SOMEBODY} ${inWords(of, nameOf(wish))}, which you had changed too`;
}
