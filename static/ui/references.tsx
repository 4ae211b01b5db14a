/** What a text says about the board it stands on: `#12` is a card, `@name` a person. What is neither stays the text it is. */

import { cardPath, query } from "./location.ts";
import type { References } from "./markdown.tsx";
import { bare, mention, named } from "./marks.ts";
import { useScreen } from "./screen.ts";

export const REFERENCES: References = {
  card: (number, written) => <CardReference number={number} written={written} />,
  person: (name, written) => <Mention name={name} written={written} />,
};

function CardReference({ number, written }: { readonly number: number; readonly written: string }) {
  const screen = useScreen();
  const id = screen.cardNumbered(number);
  const card = id === null ? undefined : screen.live.card(id);
  if (card === undefined) return <>{written}</>;
  const address = cardPath(screen.board, number) + query.value;
  return (
    <a href={address} class={card.archived ? "reference is-archived" : "reference"} title={card.title}>
      {written}
    </a>
  );
}

function Mention({ name, written }: { readonly name: string; readonly written: string }) {
  const screen = useScreen();
  const id = named(screen.people.nameable.value, name);
  if (id === undefined) return <>{written}</>;
  const isMe = screen.live.status.value.person?.id === id;
  const whole = screen.people.of(id).name;
  // By its beginning a name stands as it is written: the rest of it may follow.
  const isWhole = [whole, mention(whole)].some((one) => bare(one) === bare(name));
  return <bdi class={isMe ? "mention is-me" : "mention"}>{isWhole ? `@${whole}` : written}</bdi>;
}
