/** One action of a board's activity, as people read it. */

import { ago } from "../ui/ago.ts";
import { Avatar } from "../ui/avatar.tsx";
import { deedsOf, type Names, nameOf } from "../ui/happened.ts";
import type { Happening } from "../ui/happening.ts";
import { minute } from "../ui/minute.ts";

const DEEDS_MAX = 4;

interface ActionProps {
  readonly action: Happening;
  readonly names: Names;
  /** Is called "it". */
  readonly card?: string;
}

export function Action({ action, names, ...about }: ActionProps) {
  const name = nameOf(action.who, names);
  const deeds = deedsOf(action, names, about.card);
  const more = deeds.length - DEEDS_MAX;
  return (
    <>
      <Avatar name={name} color={action.who.kind === "person" ? action.who.color : "grey"} />
      <span class="deed">
        <strong>{name}</strong> {deeds.slice(0, DEEDS_MAX).join(", ")}
        {more > 0 && `, and ${more} more`}{" "}
        <time dateTime={action.when} title={new Date(action.when).toLocaleString()}>
          {ago(action.when, minute.value)}
        </time>
      </span>
    </>
  );
}
