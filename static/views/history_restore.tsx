/** Bringing back what was: one card or initiative, or the whole board or portfolio, as edits of today that are one step of undo. */

import { useState } from "preact/hooks";
import { newGroup } from "../../clients/js/client.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import { EditError } from "../../clients/js/errors.ts";
import { announce } from "../ui/announce.tsx";
import { sentence } from "../ui/api.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shortDay } from "../ui/due.ts";
import { deedsOf, listed, several } from "../ui/happened.ts";
import type { Change } from "../ui/happening.ts";
import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { namesOn } from "../ui/names_on.ts";
import { boardBack, cardBack, type Restoring, valuesOf } from "../ui/restoring.ts";
import { initiativeBack, initiativeValues, portfolioBack } from "../ui/restoring_portfolio.ts";
import { type Screen, ScreenProvider } from "../ui/screen.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { capital } from "../ui/words.ts";
import type { HistoryState } from "./history_state.ts";

/** Edits between two looks at the page: a board of thousands of cards must not stop it. */
const AT_ONCE = 100;
/** A second round finds what only shows once its list is back. */
const ROUNDS = 2;

interface Back {
  readonly done: number;
  readonly failed: readonly string[];
}

async function bringBack(screen: Screen, plan: () => Restoring, group: string): Promise<Back> {
  let done = 0;
  let failed: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { intents, lost } = plan();
    const refused: string[] = [];
    for (let at = 0; at < intents.length; at += AT_ONCE) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve));
      for (const intent of intents.slice(at, at + AT_ONCE)) {
        const problem = edited(screen, intent, group);
        if (problem === "") done += 1;
        else refused.push(problem);
      }
    }
    failed = [...lost, ...refused];
    if (intents.length === refused.length) break;
  }
  return { done, failed };
}

/** Does one edit; returns why it cannot be done. */
function edited(screen: Screen, [verb, args]: Intent, group: string): string {
  try {
    // The verbs and what they take are those of the plan; a wrong one is refused by its check.
    screen.client.do(verb as Parameters<typeof screen.client.do>[0], args as never, { group, scope: group });
    return "";
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return sentence(`${verb}: ${error.detail || error.code}`);
  }
}

async function restore(history: HistoryState, what: string, plan: () => Restoring): Promise<void> {
  const { screen } = history;
  const group = `restore:${newGroup()}`; // which calls no rule
  const { done, failed } = await bringBack(screen, plan, group);
  const words = done === 0 ? `${what} is as it was then` : `${what} is back as it was`;
  announce(words);
  if (done > 0) toast(words, { name: "Undo", run: () => void screen.client.undo(group) });
  if (failed.length > 0) toastError(`Not everything came back: ${failed.slice(0, 3).join(" ")}`);
}

interface PastProps {
  readonly history: HistoryState;
  readonly id: string;
}

export function PastCard({ history, id }: PastProps) {
  const { past, screen } = history;
  const [was, is] = [past.live.card(id), screen.live.card(id)];
  screen.live.follow("columns");
  if (was === undefined) return <p class="empty">This card was not there yet.</p>;
  const number = screen.numberOf(id);
  return (
    <>
      <p class="sheet-number">
        {number === null ? "" : `#${number} `}in {past.live.column(was.column)?.name ?? "no column"}
      </p>
      <h3 class="section-title">{was.title || "Card without a title"}</h3>
      {is !== undefined && (
        <Since
          {...{ history, id, kind: "card", title: is.title }}
          before={valuesOf(was, is)}
          after={valuesOf(is, was)}
        />
      )}
      <Back history={history} what="card" plan={() => cardBack(past.client.board, screen.client.board, id)} />
      {was.description !== "" && <p class="past-text">{was.description}</p>}
    </>
  );
}

const Happened = lazy(() => import("./card_activity.tsx"));

export function PastInitiative({ history, id }: PastProps) {
  const { board: shown, screen } = history;
  for (const { live } of [shown, screen]) live.follow("initiatives");
  const [then, now] = [shown.client.board, screen.client.board];
  const [was, is] = [then.initiative(id), now.initiative(id)];
  if (was === undefined) return <p class="empty">This initiative was not there yet.</p>;
  const isPast = shown === history.past;
  const under = then.initiative(was.parent)?.name;
  const { status, owner, start, target } = was;
  const days = [start, target].map((day) => (day === undefined ? "" : shortDay(day, Date.now())));
  const facts = [
    status === undefined ? "" : status.replace("-", " "),
    owner === undefined ? "" : `owned by ${screen.people.of(owner).name}`,
    days[0] === "" ? "" : `from ${days[0]}`,
    days[1] === "" ? "" : `to be done by ${days[1]}`,
  ].filter((fact) => fact !== "");
  return (
    <>
      {under && <p class="sheet-number">under {under}</p>}
      <h3 class="section-title">{was.name || "Initiative without a name"}</h3>
      {facts.length > 0 && <p>{capital(facts.join(", "))}</p>}
      {isPast && is !== undefined && (
        <Since
          {...{ history, id, kind: "initiative", title: is.name }}
          before={initiativeValues(was, is)}
          after={initiativeValues(is, was)}
        />
      )}
      {isPast && <Back history={history} what="initiative" plan={() => initiativeBack(then, now, id)} />}
      {was.note !== "" && <p class="past-text">{was.note}</p>}
      <ScreenProvider value={screen}>
        <Happened card={id} />
      </ScreenProvider>
    </>
  );
}

interface BackProps {
  readonly history: HistoryState;
  readonly what: string;
  readonly plan: () => Restoring;
}

/** Brings one thing back, and says what of it cannot be. */
function Back({ history, what, plan }: BackProps) {
  const { intents, lost } = plan();
  return (
    <>
      {lost.map((words) => (
        <p key={words} class="notice is-inline">
          {words}
        </p>
      ))}
      {history.screen.canEdit.value && intents.length > 0 && (
        <button
          type="button"
          class="button is-primary"
          onClick={() => void restore(history, `The ${what}`, plan)}
        >
          <Icon name="restore" /> Restore the {what}
        </button>
      )}
    </>
  );
}

interface SinceProps extends Change {
  readonly history: HistoryState;
}

/** What became of it, as it is told in its activity. */
function Since({ history, ...change }: SinceProps) {
  const who = { kind: "person", id: "", name: "", color: "" };
  const row = { id: "", entry: "", when: "", who, group: "", verb: "", changes: [change], counts: {} };
  const deeds = deedsOf(row, namesOn(history.screen), change.id);
  if (deeds.length === 0) return <p>It is the same today.</p>;
  return (
    <>
      <p>What was done to it since then:</p>
      <div class="markdown">
        <ul aria-label="Since then">
          {deeds.map((deed) => (
            <li key={deed}>{deed}</li>
          ))}
        </ul>
      </div>
    </>
  );
}

export function RestoreBoard({ history }: { readonly history: HistoryState }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { past, screen, noun } = history;
  if (!screen.canEdit.value) return null;
  const back = noun === "board" ? boardBack : portfolioBack;
  const plan = () => back(past.client.board, screen.client.board);
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={() => setAsking(true)}>
        <Icon name="restore" /> Restore the {noun}
      </button>
      {isAsking && (
        <Dialog title={`Restore the ${noun}`} onClose={() => setAsking(false)}>
          <Plan
            noun={noun}
            plan={plan()}
            onRestore={async () => {
              setAsking(false);
              setBusy(true);
              await restore(history, `The ${noun}`, plan);
              setBusy(false);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

const LOST_MAX = 5;

function Plan({
  noun,
  plan: { intents, lost },
  onRestore,
}: {
  readonly noun: HistoryState["noun"];
  readonly plan: Restoring;
  readonly onRestore: () => void;
}) {
  const isNothing = intents.length === 0;
  return (
    <>
      <p>
        {isNothing
          ? `The ${noun} is as it was then.`
          : `This changes ${touched(intents, noun)}. What was made since goes to the archive. ${STAYS[noun]} No rule is called. It is one step: undo takes it back.`}
      </p>
      {lost.length > 0 && (
        <div class="markdown">
          <ul aria-label="What cannot be brought back">
            {lost.slice(0, LOST_MAX).map((words) => (
              <li key={words}>{words}</li>
            ))}
            {lost.length > LOST_MAX && <li>and {lost.length - LOST_MAX} more</li>}
          </ul>
        </div>
      )}
      {!isNothing && (
        <button type="button" class="button is-primary" onClick={onRestore}>
          Restore
        </button>
      )}
    </>
  );
}

/** Returns what edits are about: "12 cards and 2 columns". */
function touched(intents: readonly Intent[], whole: string): string {
  const found = new Map<string, Set<unknown>>();
  for (const [verb, args] of intents) {
    const noun = NOUNS[verb.split(".")[0] ?? ""] ?? "card";
    const ids = found.get(noun) ?? new Set();
    found.set(noun, ids.add(args["card"] ?? args["id"]));
  }
  const order = [...found].sort(([, left], [, right]) => right.size - left.size);
  return listed(order.map(([noun, ids]) => (noun === "" ? `the ${whole} itself` : several(ids.size, noun))));
}

const STAYS = {
  board: "Comments stay.",
  portfolio: "Status updates stay, and so does what is said of a board on the board itself.",
} as const;
const NOUNS: Readonly<Record<string, string>> = {
  board: "",
  boards: "board",
  initiatives: "initiative",
  columns: "column",
  labels: "label",
  people: "person",
  fields: "field",
  milestones: "milestone",
  goals: "goal",
  views: "view",
};
