/** What a rule or recurring card did last: when, with which card, what it changed, and why it did not. */

import { useEffect, useState } from "preact/hooks";
import { ago } from "../ui/ago.ts";
import { api, Problem } from "../ui/api.ts";
import { type Firing, firingInWords } from "../ui/firing_words.ts";
import { cardPath } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { namesOn } from "../ui/names_on.ts";
import { useScreen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";

interface LogProps {
  readonly id: string;
  readonly name: string;
}

export function RuleLog({ id, name }: LogProps) {
  const screen = useScreen();
  const [firings, setFirings] = useState<readonly Firing[] | null>(null);
  const load = () => {
    api<{ readonly firings: readonly Firing[] }>("GET", `/api/boards/${screen.board}/firings/${id}`).then(
      (answer) => setFirings(answer.firings),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        toastError(error.message);
      },
    );
  };
  useEffect(load, [id]);
  return (
    <div class="rule-log">
      {firings !== null && firings.length === 0 && <p class="hint">It has not done anything yet.</p>}
      <ol aria-label={`What ${name} did`}>
        {firings?.map((one, at) => (
          <Line key={`${one.when} ${at}`} firing={one} />
        ))}
      </ol>
      <button type="button" class="link-button" onClick={load}>
        Look again
      </button>
    </div>
  );
}

function Line({ firing }: { readonly firing: Firing }) {
  const { did, not } = firingInWords(firing, namesOn(useScreen()));
  return (
    <li>
      <time dateTime={firing.when} title={new Date(firing.when).toLocaleString()}>
        {ago(firing.when, minute.value)}
      </time>
      <p>
        <CardName id={firing.card} title={firing.title ?? ""} />
        {did} {not !== "" && <span class="is-not">{not}</span>}
      </p>
    </li>
  );
}

/** The card as it is called now, and the way there; of one that is gone, as it was called then. */
function CardName({ id, title }: { readonly id: string; readonly title: string }) {
  const screen = useScreen();
  const card = id === "" ? undefined : screen.live.card(id);
  if (id === "" || (card === undefined && title === "")) return null;
  const name = (card?.title ?? title) || "Card without a title";
  if (card === undefined) return <>{name}: </>;
  return (
    <>
      <a href={cardPath(screen.board, screen.numberOf(id) ?? id)}>{name}</a>:{" "}
    </>
  );
}
