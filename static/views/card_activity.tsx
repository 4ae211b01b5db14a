/** What happened to one card or initiative, newest first, what was said of it in its place; kept up while it is looked at. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { Activity } from "../ui/activity.ts";
import { tellable } from "../ui/happened.ts";
import { Icon } from "../ui/icons.tsx";
import { namesOn } from "../ui/names_on.ts";
import { useScreen } from "../ui/screen.ts";
import { Action } from "./activity_row.tsx";

export { RuleLog } from "./rule_log.tsx"; // told in the same words

const PAGE = 30;

/** What happened is asked for when somebody wants to know. */
export default function CardActivity({ card }: { readonly card: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="sheet-section" aria-label="Activity">
      <button type="button" class="section-add" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="history" /> Activity
      </button>
      {isOpen && <Happened card={card} />}
    </section>
  );
}

function Happened({ card }: { readonly card: string }) {
  const screen = useScreen();
  const activity = useMemo(() => new Activity(screen.board, card, PAGE), [screen, card]);
  useEffect(() => () => activity.close(), [activity]);
  screen.live.follow("initiatives");
  const now = screen.live.card(card) ?? screen.client.board.initiative(card);
  const beside = JSON.stringify(["comment", "update"].map((kind) => screen.live.recordsFor(kind, card)));
  useEffect(() => activity.soon(), [activity, now, beside]);
  const names = namesOn(screen);
  const actions = activity.actions.value.filter((action) => tellable(action, names, card));
  const [problem, isLoading] = [activity.problem.value, activity.isLoading.value];
  return (
    <>
      {problem !== "" && <p role="alert">{problem}</p>}
      {actions.length === 0 && !isLoading && problem === "" && <p class="empty">Nothing is known yet.</p>}
      <ol class="deeds" aria-label="What happened" aria-busy={isLoading}>
        {actions.map((action) => (
          <li key={action.id}>
            <Action action={action} names={names} card={card} />
          </li>
        ))}
      </ol>
      {activity.hasMore && !isLoading && (
        <button type="button" class="section-add" onClick={() => void activity.more()}>
          Show earlier
        </button>
      )}
    </>
  );
}
