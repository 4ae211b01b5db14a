/** My work: what is assigned to me on any board, by when it is due, as it changes. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import "../ui/icons_later.ts";
import { type Action, useActions } from "../ui/actions.ts";
import { KnownCards, type Told } from "../ui/known_cards.ts";
import { useLastTold } from "../ui/last_told.ts";
import { cardPath } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { arranged, type Part, type Place, STRETCH_NAMES, type Work, workOf } from "../ui/my_work.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { isStranger, loadWorkspace } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import { Due } from "./face.tsx";
import { WorkspacePage } from "./page.tsx";

const heights = new Heights(matchMedia("(pointer: coarse)").matches ? 48 : 36);

interface Lines {
  readonly ids: readonly string[];
  readonly heads: readonly number[];
  readonly parts: ReadonlyMap<string, Part>;
  readonly tasks: ReadonlyMap<string, Told>;
}

function linesOf(parts: readonly Part[]): Lines {
  const [ids, heads]: [string[], number[]] = [[], []];
  const tasks = new Map<string, Told>();
  for (const { stretch, tasks: own } of parts) {
    heads.push(ids.length);
    ids.push(stretch);
    for (const told of own) {
      const key = `${told.board}/${told.id}`;
      ids.push(key);
      tasks.set(key, told);
    }
  }
  return { ids, heads, tasks, parts: new Map(parts.map((part) => [part.stretch, part])) };
}

export default function MyWork() {
  const known = useMemo(() => new KnownCards(), []);
  useEffect(() => {
    void loadWorkspace(); // also says whether nobody is signed in
    const watch = known.follow({ summaries: true, cards: "mine" });
    return () => watch.close();
  }, [known]);
  const told = useComputed(() =>
    known.isTold.value ? workOf(known.cards.value, known.summaries.value) : null,
  );
  const last = useLastTold<Work>("my-work", told.value, known.isAway.value);
  const work = useSignal<Work | undefined>(undefined);
  work.value = told.value ?? last?.what;
  const lines = useComputed(() => linesOf(arranged(work.value?.tasks ?? [], minute.value)));
  const focused = useSignal<string | null>(null);
  const summons = useSignal(0);
  useActions(useMemo(() => walking(lines, focused, summons), []));
  const { ids, heads, parts, tasks } = lines.value;
  return (
    <WorkspacePage title="My work">
      {isStranger.value && <p class="empty">Sign in to see what is assigned to you.</p>}
      {known.isAway.value && <AsLastTold at={last?.at ?? null} />}
      {work.value !== undefined && tasks.size === 0 && <Nothing />}
      <div class="list-view my-work" hidden={tasks.size === 0}>
        <Windowed
          class="list"
          label="Cards assigned to me"
          ids={ids}
          heads={heads}
          heights={heights}
          gap={0}
          pinned={new Set(focused.value === null ? [] : [focused.value])}
          wanted={focused.value}
          summons={summons.value}
          row={(key) => {
            const [told, part] = [tasks.get(key), parts.get(key)];
            if (told === undefined) return part === undefined ? null : <Head part={part} />;
            return (
              <Row
                told={told}
                place={work.value?.places[told.board]}
                summoned={focused.value === key ? summons.value : 0}
                onFocus={() => {
                  focused.value = key;
                }}
              />
            );
          }}
        />
      </div>
    </WorkspacePage>
  );
}

function Head({ part: { stretch, tasks } }: { readonly part: Part }) {
  return (
    <div class="list-group">
      <h2>
        <span>{STRETCH_NAMES[stretch]}</span>
      </h2>
      <span class="count">{tasks.length}</span>
    </div>
  );
}

interface RowProps {
  readonly told: Told;
  readonly place: Place | undefined;
  /** Changes when the keyboard shall come here; 0: it shall not. */
  readonly summoned: number;
  readonly onFocus: () => void;
}

function Row({ told, place, summoned, onFocus }: RowProps) {
  const { board, id, card } = told;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (summoned > 0) link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const column = place?.columns.find(([column]) => column === card.column);
  return (
    <div class="list-row my-row">
      <a
        ref={link}
        dir="auto"
        class="list-title"
        href={cardPath(board, card.number ?? id)}
        data-card={id}
        onFocus={onFocus}
      >
        {card.title || "Card without a title"}
      </a>
      <span class="my-where" dir="auto">
        {place?.name || "Board without a name"}
        {column !== undefined && ` / ${column[1] || "Column without a name"}`}
      </span>
      {card.priority !== null && <span class={`mark is-${card.priority}`}>{card.priority}</span>}
      {card.due !== null && <Due due={card.due} done={false} />}
    </div>
  );
}

function Nothing() {
  return (
    <div class="empty-page">
      <h2>Nothing is waiting for you</h2>
      <p>
        Cards that are assigned to you on any board come here by themselves, in the order in which they are
        due. To assign one to yourself press <kbd>I</kbd> on it.
      </p>
      <a class="button" href="/">
        All boards
      </a>
    </div>
  );
}

type LinesSignal = { peek(): Lines };
type KeySignal = { value: string | null; peek(): string | null };

/** The keyboard walks from card to card; the link under it opens by itself. */
function walking(lines: LinesSignal, focused: KeySignal, summons: { value: number }): readonly Action[] {
  const walk = (step: number) => () => {
    const keys = [...lines.peek().tasks.keys()];
    const at = keys.indexOf(focused.peek() ?? "");
    focused.value = keys[at < 0 ? 0 : Math.min(Math.max(at + step, 0), keys.length - 1)] ?? null;
    summons.value += 1;
  };
  return [
    {
      id: "my-next",
      title: "Next card",
      group: "Move",
      keys: ["j", "ArrowDown"],
      run: walk(1),
      isQuiet: true,
    },
    {
      ...{ id: "my-previous", title: "Previous card", group: "Move", keys: ["k", "ArrowUp"] },
      run: walk(-1),
      isQuiet: true,
    },
  ];
}
