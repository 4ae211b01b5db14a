/** The inbox: what concerns me on any board, newest first, to be read, put off, and gone to. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import "../ui/icons_later.ts";
import { type Action, useActions } from "../ui/actions.ts";
import { ago } from "../ui/ago.ts";
import { Problem } from "../ui/api.ts";
import { shortDay } from "../ui/due.ts";
import { followFaces, inboxNews, isCut } from "../ui/facts.ts";
import { Icon } from "../ui/icons.tsx";
import { change, laterThan, loadNotices, type Notice, notices } from "../ui/inbox.ts";
import { useLastTold } from "../ui/last_told.ts";
import { cardPath, go } from "../ui/location.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { minute } from "../ui/minute.ts";
import { toast } from "../ui/toast.tsx";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { isAway, isStranger, live, loadWorkspace, me } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import { WorkspacePage } from "./page.tsx";
import { tried } from "./roles.ts";

const heights = new Heights(matchMedia("(pointer: coarse)").matches ? 48 : 36);
const LATER = "later";

interface Lines {
  readonly ids: readonly string[];
  readonly heads: readonly number[];
  readonly known: ReadonlyMap<string, Notice>;
}

function linesOf(all: readonly Notice[]): Lines {
  const [now, later] = [all.filter((one) => one.snoozed === null), all.filter((one) => one.snoozed !== null)];
  return {
    ids: [...now.map(({ id }) => id), ...(later.length > 0 ? [LATER, ...later.map(({ id }) => id)] : [])],
    heads: later.length > 0 ? [now.length] : [],
    known: new Map(all.map((one) => [one.id, one])),
  };
}

export default function Inbox() {
  const isIn = me.value !== null && !isStranger.value;
  useEffect(() => void loadWorkspace(), []); // also says whether nobody is signed in
  useEffect(() => (isIn ? followFaces() : undefined), [isIn]);
  useEffect(() => (isIn ? void tried(load) : undefined), [isIn, inboxNews.value]);
  const last = useLastTold("inbox", notices.value, isCut.value);
  const shown = useSignal<readonly Notice[] | undefined>(undefined);
  shown.value = notices.value ?? last?.what;
  const lines = useComputed(() => linesOf(shown.value ?? []));
  const focused = useSignal<string | null>(null);
  const summons = useSignal(0);
  useActions(useMemo(() => actions(lines, focused, summons), []));
  const { ids, heads, known } = lines.value;
  const hasUnread = [...known.values()].some(({ read, snoozed }) => !read && snoozed === null);
  return (
    <WorkspacePage
      title="Inbox"
      tools={
        <>
          {isIn && <Zone />}
          {hasUnread && (
            <button
              type="button"
              class="button"
              onClick={() => void tried(() => change(null, { read: true }))}
            >
              Mark all as read
            </button>
          )}
        </>
      }
    >
      {isStranger.value && <p class="empty">Sign in to see what concerns you.</p>}
      {(isCut.value || isAway.value) && <AsLastTold at={last?.at ?? null} />}
      {!isStranger.value && shown.value !== undefined && known.size === 0 && <Nothing />}
      <div class="list-view my-work" hidden={known.size === 0}>
        <Windowed
          class="list"
          label="What concerns me"
          ids={ids}
          heads={heads}
          heights={heights}
          gap={0}
          pinned={new Set(focused.value === null ? [] : [focused.value])}
          wanted={focused.value}
          summons={summons.value}
          row={(id) => {
            const notice = known.get(id);
            if (notice === undefined)
              return (
                <div class="list-group">
                  <h2>Put off</h2>
                </div>
              );
            return (
              <Row
                notice={notice}
                summoned={focused.value === id ? summons.value : 0}
                onFocus={() => {
                  focused.value = id;
                }}
              />
            );
          }}
        />
      </div>
    </WorkspacePage>
  );
}

/** Where I live: by its days I am told what is due. */
function Zone() {
  const zone = me.value?.zone ?? "UTC";
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Popup label={`Time zone: ${zone}`} class="button" button={zone === here ? <Icon name="clock" /> : zone}>
      {(close) => (
        <label class="menu-field">
          Whose days decide what is due today
          <select
            aria-label="Time zone"
            value={zone}
            onChange={({ currentTarget: { value } }) => {
              void live(value).then((isKnown) => {
                if (!isKnown) toast("The server does not know this time zone, or cannot be reached");
              });
              close();
            }}
          >
            {[...new Set([zone, here, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
    </Popup>
  );
}

/** Asks for my notices; that there is no network is said above them. */
async function load(): Promise<void> {
  try {
    await loadNotices();
  } catch (error) {
    if (!(error instanceof Problem && error.status === 0)) throw error;
  }
}

interface RowProps {
  readonly notice: Notice;
  /** Changes when the keyboard shall come here; 0: it shall not. */
  readonly summoned: number;
  readonly onFocus: () => void;
}

function Row({ notice, summoned, onFocus }: RowProps) {
  const { board, card, title, text, when, read, snoozed } = notice;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (summoned > 0) link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const name = title || "Card without a title";
  return (
    <div class="list-row my-row is-told">
      <a
        ref={link}
        dir="auto"
        class="list-title"
        href={cardPath(board, card)}
        onFocus={onFocus}
        onClick={() => void tried(() => change([notice.id], { read: true }))}
      >
        {read || snoozed !== null ? (
          name
        ) : (
          <b>
            {name}
            <span class="unseen">, unread</span>
          </b>
        )}
      </a>
      <span class="my-where" dir="auto">
        {said(notice)}
        {text !== "" && notice.kind !== "due" && `: ${text}`}
        {` · ${notice.board_name || "Board without a name"}`}
      </span>
      <span class="count">{snoozed === null ? ago(when, minute.value) : `until ${spoken(snoozed)}`}</span>
      <Popup label={`Put off ${title}`} class="icon-button" button={<Icon name="snooze" />}>
        {(close) => (
          <MenuList
            close={close}
            items={[
              ...laterThan(Date.now()).map(({ name, until }) => ({
                name,
                icon: "snooze" as const,
                run: () => putOff(notice, until, name),
              })),
              {
                name: read ? "Mark as unread" : "Mark as read",
                icon: "check" as const,
                run: () => void tried(() => change([notice.id], { read: !read })),
              },
            ]}
          />
        )}
      </Popup>
    </div>
  );
}

function spoken(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Returns what happened, as a sentence about somebody. */
function said({ kind, who, text }: Notice): string {
  if (kind === "due") return `Due ${shortDay(text, minute.value)}`;
  const name =
    who === null || who.kind === "rule" ? "A rule" : who.kind === "person" ? who.name : "A program";
  if (kind === "assigned") return `${name || "Somebody"} assigned this to you`;
  return `${name || "Somebody"} ${kind === "mentioned" ? "mentioned you" : "commented"}`;
}

function putOff({ id, read }: Notice, until: Date, name: string): void {
  void tried(async () => {
    await change([id], { snoozed: until.toISOString() });
    toast(`Put off: ${name.toLowerCase()}`, {
      name: "Undo",
      run: () => void tried(() => change([id], read ? { read } : { snoozed: null })),
    });
  });
}

function Nothing() {
  return (
    <div class="empty-page">
      <h2>You have seen everything</h2>
      <p>
        Here you are told when somebody assigns a card to you, mentions you or comments on your cards, and
        when one of them is due.
      </p>
      <a class="button" href="/my">
        My work
      </a>
    </div>
  );
}

type LinesSignal = { peek(): Lines };
type KeySignal = { value: string | null; peek(): string | null };

/** The keyboard walks from notice to notice and deals with them; the link under it opens by itself. */
function actions(lines: LinesSignal, focused: KeySignal, summons: { value: number }): readonly Action[] {
  const walk = (step: number) => () => {
    const keys = lines.peek().ids.filter((id) => id !== LATER);
    const at = keys.indexOf(focused.peek() ?? "");
    focused.value = keys[at < 0 ? 0 : Math.min(Math.max(at + step, 0), keys.length - 1)] ?? null;
    summons.value += 1;
  };
  const subject = () => lines.peek().known.get(focused.peek() ?? "");
  const when = () => subject() !== undefined;
  const withIt = (run: (notice: Notice) => void) => () => {
    const notice = subject();
    if (notice !== undefined) run(notice);
  };
  return [
    {
      ...{ id: "inbox-next", title: "Next notice", group: "Move", keys: ["j", "ArrowDown"] },
      run: walk(1),
      isQuiet: true,
    },
    {
      ...{ id: "inbox-previous", title: "Previous notice", group: "Move", keys: ["k", "ArrowUp"] },
      run: walk(-1),
      isQuiet: true,
    },
    {
      ...{ id: "inbox-open", title: "Open the card", group: "Card", keys: ["Enter"], when, isQuiet: true },
      run: withIt((notice) => {
        void tried(() => change([notice.id], { read: true }));
        go(cardPath(notice.board, notice.card));
      }),
    },
    {
      ...{ id: "inbox-read", title: "Mark as read or unread", group: "Card", keys: ["e"], when },
      run: withIt(({ id, read }) => void tried(() => change([id], { read: !read }))),
    },
    {
      ...{ id: "inbox-later", title: "Put off until tomorrow", group: "Card", keys: ["h"], when },
      run: withIt((notice) => {
        const tomorrow = laterThan(Date.now())[1];
        if (tomorrow !== undefined) putOff(notice, tomorrow.until, tomorrow.name);
      }),
    },
  ];
}
