/** What changed between two moments of a board: asked of the server, and drawn as lists of cards. */

import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { type Answer, type Section, summary } from "../ui/changed.ts";
import { lazy } from "../ui/lazy.tsx";
import { cardPath } from "../ui/location.ts";
import type { Screen } from "../ui/screen.ts";

/** Is fetched by itself: most look at what changed, and tell nobody. */
export const Draft = lazy(() => import("./history_draft.tsx"));

interface ChangeListsProps {
  readonly screen: Screen;
  /** null: not known yet. */
  readonly lists: readonly Section[] | null;
  readonly problem: string;
  /** Before each heading, for those who hear it, where others on the page are called the same. */
  readonly of?: string;
}

export function ChangeLists({ screen, lists, problem, of = "" }: ChangeListsProps) {
  return (
    <>
      {problem !== "" && <p role="alert">{problem}</p>}
      <p role="status">
        {lists === null ? problem === "" && "Comparing" : summary(lists) || "Nothing changed."}
      </p>
      {lists?.map(({ title, isOfCards, cards }) => (
        <section key={title} aria-label={of + title}>
          <h3 class="section-title">
            {title} <span class="count">{cards.length}</span>
          </h3>
          <ul class="deeds">
            {cards.slice(0, SHOWN_MAX).map((card, at) => (
              <li key={at}>
                <span class="deed">
                  {isOfCards ? (
                    <a
                      class="list-title"
                      dir="auto"
                      href={cardPath(screen.board, screen.numberOf(card.id) ?? card.id)}
                    >
                      {card.title}
                    </a>
                  ) : (
                    <b dir="auto">{card.title}</b>
                  )}{" "}
                  <small class="hint">{card.detail}</small>
                </span>
              </li>
            ))}
          </ul>
          {cards.length > SHOWN_MAX && <p class="empty">and {cards.length - SHOWN_MAX} more</p>}
        </section>
      ))}
    </>
  );
}

const SHOWN_MAX = 50;

/** Asks what changed from a moment to another, or to now; null: not known yet. */
export function useChanges(
  board: string,
  since: string,
  until = "",
): readonly [found: Answer | null, problem: string] {
  const span = `since=${encodeURIComponent(since)}${until === "" ? "" : `&until=${encodeURIComponent(until)}`}`;
  const [answer, setAnswer] = useState<readonly [string, Answer | null, string]>(["", null, ""]);
  useEffect(() => {
    let isOver = false;
    api<Answer>("GET", `/api/boards/${board}/changes?${span}`).then(
      (found) => !isOver && setAnswer([span, found, ""]),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (!isOver) setAnswer([span, null, error.message]);
      },
    );
    return () => {
      isOver = true;
    };
  }, [board, span]);
  return answer[0] === span ? [answer[1], answer[2]] : [null, ""];
}
