/** What people say of a card, or post about a row of a portfolio: records beside the document, changed by asking the server. */

import { useRef, useState } from "preact/hooks";
import { newId } from "../../clients/js/ids.ts";
import { ago } from "../ui/ago.ts";
import { sentence } from "../ui/api.ts";
import { Avatar } from "../ui/avatar.tsx";
import { isComposing } from "../ui/keys.ts";
import { Markdown } from "../ui/markdown.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { useSuggestions } from "../ui/suggest.tsx";
import { toastError } from "../ui/toast.tsx";
import { offersInComment } from "./offers.tsx";

export interface Said {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly name: string;
  readonly created: string;
  readonly edited: boolean;
}

/** What it is: the records' verbs begin with `noun`, and `about` is what they call what it was said of. */
export interface Saying {
  readonly noun: string;
  readonly about: string;
  readonly field: string;
  readonly button: string;
}

const COMMENT: Saying = { noun: "comments", about: "card", field: "Write a comment", button: "Comment" };

const TEXT_MAX = 20_000;
const MAY_COMMENT: readonly string[] = ["commenter", "editor", "admin", "owner"];
const MODERATES: readonly string[] = ["admin", "owner"];

export function Comments({ card }: { readonly card: string }) {
  const screen = useScreen();
  const comments = readSaid(screen.live.recordsFor("comment", card));
  const { role } = screen.live.status.value;
  return (
    <section class="sheet-section" aria-label="Comments">
      <h3 class="section-title">
        Comments {comments.length > 0 && <span class="count">{comments.length}</span>}
      </h3>
      <ol class="comments">
        {comments.map((comment) => (
          <CommentRow key={comment.id} screen={screen} comment={comment} saying={COMMENT} />
        ))}
      </ol>
      {role !== null && MAY_COMMENT.includes(role) && (
        <NewComment screen={screen} about={card} saying={COMMENT} />
      )}
    </section>
  );
}

/** Returns what was said as the server stored it, oldest first; what is nothing of the kind is passed over. */
export function readSaid(rows: readonly { readonly id: string; readonly value: unknown }[]): Said[] {
  return rows
    .flatMap(({ id, value }) => readComment(id, value))
    .sort((left, right) => (left.created < right.created ? -1 : 1));
}

function readComment(id: string, value: unknown): readonly Said[] {
  if (value === null || typeof value !== "object") return [];
  const fields = new Map(Object.entries(value));
  const word = (key: string) => (typeof fields.get(key) === "string" ? String(fields.get(key)) : "");
  return [
    {
      ...{ id, text: word("text"), author: word("author"), name: word("name"), created: word("created") },
      edited: fields.has("edited"),
    },
  ];
}

interface RowProps {
  readonly screen: Screen;
  readonly comment: Said;
  readonly saying: Saying;
}

export function CommentRow({ screen, comment, saying: { noun } }: RowProps) {
  const [editing, setEditing] = useState(false);
  const { person, role } = screen.live.status.value;
  const author = screen.people.of(comment.author);
  const name = author.name === "Someone" && comment.name !== "" ? comment.name : author.name;
  const isMine = person !== null && person.id === comment.author;
  return (
    <li class="comment">
      <Avatar name={name} color={author.color} />
      <div class="comment-body">
        <p class="comment-head">
          <strong>{name}</strong>
          <time dateTime={comment.created}>{ago(comment.created, Date.now())}</time>
          {comment.edited && <span>edited</span>}
          {isMine && !editing && (
            <button type="button" class="link-button" onClick={() => setEditing(true)}>
              Edit
            </button>
          )}
          {(isMine || MODERATES.includes(role ?? "")) && (
            <button
              type="button"
              class="link-button"
              onClick={() => ask(screen, `${noun}.remove`, { id: comment.id })}
            >
              Remove
            </button>
          )}
        </p>
        {editing ? (
          <CommentField
            label="Edit what you said"
            button="Save"
            text={comment.text}
            onSend={(text) => {
              ask(screen, `${noun}.edit`, { id: comment.id, text });
              setEditing(false);
            }}
          />
        ) : (
          <Markdown text={comment.text} />
        )}
      </div>
    </li>
  );
}

/** What was typed and not sent, by what it is about: a sheet that closes takes nothing with it. */
const drafts = new Map<string, string>();

interface NewProps {
  readonly screen: Screen;
  readonly about: string;
  readonly saying: Saying;
}

export function NewComment({ screen, about, saying }: NewProps) {
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  return (
    <>
      {waiting.map((text) => (
        <p key={text} class="comment-waiting">
          Sending: {text}
        </p>
      ))}
      <CommentField
        label={saying.field}
        button={saying.button}
        text={drafts.get(about) ?? ""}
        onType={(text) => drafts.set(about, text)}
        onSend={(text) => {
          setWaiting((before) => [...before, text]);
          ask(screen, `${saying.noun}.add`, { id: newId(), [saying.about]: about, text }, () =>
            setWaiting((before) => before.filter((one) => one !== text)),
          );
        }}
      />
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly button: string;
  readonly text: string;
  readonly onType?: (text: string) => void;
  readonly onSend: (text: string) => void;
}

function CommentField({ label, button, text, onType, onSend }: FieldProps) {
  const screen = useScreen();
  const area = useRef<HTMLTextAreaElement>(null);
  const [first] = useState(text);
  const suggestions = useSuggestions(area, "@#", (sign, rest) => offersInComment(screen, sign, rest));
  const send = () => {
    const words = area.current?.value.trim() ?? "";
    if (words === "" || area.current === null) return;
    area.current.value = "";
    suggestions.close();
    onType?.("");
    onSend(words);
  };
  return (
    <form
      class="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={area}
        aria-label={label}
        placeholder={label}
        rows={2}
        maxLength={TEXT_MAX}
        defaultValue={first}
        {...suggestions.area}
        onInput={(event) => {
          onType?.(event.currentTarget.value);
          suggestions.look();
        }}
        onKeyDown={(event) => {
          if (suggestions.onKeyDown(event)) return;
          if (event.key !== "Enter" || isComposing(event) || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="button">
        {button}
      </button>
      {suggestions.list}
    </form>
  );
}

function ask(
  screen: Screen,
  verb: string,
  args: Record<string, string>,
  done: () => void = () => undefined,
): void {
  screen.client
    .ask(verb, args)
    .catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      toastError(sentence(error.message));
    })
    .finally(done);
}
