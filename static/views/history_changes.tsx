/** What changed on a board since a moment that people speak of, in lists, and as the draft of a status update. */

import { useEffect, useState } from "preact/hooks";
import { namesOn } from "../ui/activity.ts";
import { api, Problem } from "../ui/api.ts";
import { type Changed, sections, summary } from "../ui/changed.ts";
import { cardPath } from "../ui/location.ts";
import { lastSeen } from "../ui/seen.ts";
import { choices, type Since } from "../ui/since.ts";
import { capital } from "../ui/words.ts";
import { Draft } from "./history_draft.tsx";
import type { HistoryState } from "./history_state.ts";

interface Answer {
  readonly cards: Readonly<Record<string, readonly Changed[]>>;
}

export function Changes({ history }: { readonly history: HistoryState }) {
  const { screen } = history;
  const [opened] = useState(Date.now);
  const offered = choices(opened, lastSeen(screen.board), history.at.value);
  const since = offered.find(({ id }) => id === history.since.value) ?? offered[0];
  const [found, problem] = useChanges(screen.board, since?.moment ?? "");
  const names = namesOn(screen);
  const lists = found === null ? null : sections(found.cards, names);
  return (
    <>
      <select
        aria-label="Since when"
        value={since?.id ?? ""}
        onChange={(event) => {
          history.since.value = event.currentTarget.value;
        }}
      >
        {offered.map(({ id, name }) => (
          <option key={id} value={id}>
            {capital(name)}
          </option>
        ))}
      </select>
      {problem !== "" && <p role="alert">{problem}</p>}
      <p role="status">
        {lists === null ? problem === "" && "Comparing" : summary(lists) || "Nothing changed."}
      </p>
      {lists?.map(({ title, cards }) => (
        <section key={title} aria-label={title}>
          <h3 class="section-title">
            {title} <span class="count">{cards.length}</span>
          </h3>
          <div class="markdown">
            <ul>
              {cards.slice(0, SHOWN_MAX).map((card) => (
                <li key={card.id}>
                  <a href={cardPath(screen.board, screen.numberOf(card.id) ?? card.id)}>{card.title}</a>{" "}
                  {card.detail}
                </li>
              ))}
            </ul>
          </div>
          {cards.length > SHOWN_MAX && <p class="empty">and {cards.length - SHOWN_MAX} more</p>}
        </section>
      ))}
      {lists !== null && since !== undefined && (
        <Draft
          key={since.id}
          board={screen.board}
          name={screen.live.meta().name}
          since={said(since, history.when)}
          lists={lists}
        />
      )}
    </>
  );
}

/** A status update is read where no moment is shown. */
function said({ id, name }: Since, when: number | null): string {
  return id === "shown" && when !== null ? `since ${new Date(when).toLocaleString()}` : name;
}

const SHOWN_MAX = 50;

/** Asks what changed since a moment; null: not known yet. */
function useChanges(board: string, since: string): readonly [found: Answer | null, problem: string] {
  const [answer, setAnswer] = useState<readonly [string, Answer | null, string]>(["", null, ""]);
  useEffect(() => {
    let isOver = false;
    api<Answer>("GET", `/api/boards/${board}/changes?since=${encodeURIComponent(since)}`).then(
      (found) => !isOver && setAnswer([since, found, ""]),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (!isOver) setAnswer([since, null, error.message]);
      },
    );
    return () => {
      isOver = true;
    };
  }, [board, since]);
  return answer[0] === since ? [answer[1], answer[2]] : [null, ""];
}
