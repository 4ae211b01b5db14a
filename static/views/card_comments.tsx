/** The comments of a card: records beside the document, changed by asking the server. */

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

interface Comment {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly name: string;
  readonly created: string;
  readonly edited: boolean;
}

const TEXT_MAX = 20_000;
const MAY_COMMENT: readonly string[] = ["commenter", "editor", "admin", "owner"];
const MODERATES: readonly string[] = ["admin", "owner"];

export function Comments({ card }: { readonly card: string }) {
  const screen = useScreen();
  const comments = screen.live
    .recordsFor("comment", card)
    .flatMap((row) => readComment(row.id, row.value))
    .sort((left, right) => (left.created < right.created ? -1 : 1));
  const { role } = screen.live.status.value;
  return (
    <section class="sheet-section" aria-label="Comments">
      <h3 class="section-title">
        Comments {comments.length > 0 && <span class="count">{comments.length}</span>}
      </h3>
      <ol class="comments">
        {comments.map((comment) => (
          <CommentRow key={comment.id} screen={screen} comment={comment} />
        ))}
      </ol>
      {role !== null && MAY_COMMENT.includes(role) && <NewComment screen={screen} card={card} />}
    </section>
  );
}

/** Returns a comment as the server stored it, or nothing for what is none. */
export function readComment(id: string, value: unknown): readonly Comment[] {
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

function CommentRow({ screen, comment }: { readonly screen: Screen; readonly comment: Comment }) {
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
              onClick={() => ask(screen, "comments.remove", { id: comment.id })}
            >
              Remove
            </button>
          )}
        </p>
        {editing ? (
          <CommentField
            label="Edit the comment"
            button="Save"
            text={comment.text}
            onSend={(text) => {
              ask(screen, "comments.edit", { id: comment.id, text });
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

/** What was typed and not sent, by card: a sheet that closes takes nothing with it. */
const drafts = new Map<string, string>();

function NewComment({ screen, card }: { readonly screen: Screen; readonly card: string }) {
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  return (
    <>
      {waiting.map((text) => (
        <p key={text} class="comment-waiting">
          Sending: {text}
        </p>
      ))}
      <CommentField
        label="Write a comment"
        button="Comment"
        text={drafts.get(card) ?? ""}
        onType={(text) => drafts.set(card, text)}
        onSend={(text) => {
          setWaiting((before) => [...before, text]);
          ask(screen, "comments.add", { id: newId(), card, text }, () =>
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
