/** The first page: every board I may see, sought and in its groups; those put away; and the way to a new one. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Action, useActions } from "../ui/actions.ts";
import { Problem } from "../ui/api.ts";
import { type BoardLine, nameOf, pathOf } from "../ui/board_line.ts";
import { followFaces } from "../ui/facts.ts";
import { Icon } from "../ui/icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { go } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { shelved, sought } from "../ui/shelves.ts";
import { toastError } from "../ui/toast.tsx";
import { boards, isAdmin, isAway, isStranger, loadBoards, loadWorkspace, me } from "../ui/workspace.ts";
import { mayArrange, setArchived } from "./board_deeds.ts";
import { BoardTile } from "./board_tile.tsx";
import { openNewBoard } from "./overlay.ts";
import { WorkspacePage } from "./page.tsx";

export default function Home() {
  const words = useSignal("");
  const away = useSignal<readonly BoardLine[] | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Others edit, too: when a board was edited last is as new as what is said of it.
  useEffect(() => {
    void loadWorkspace();
  }, [minute.value]);
  const isIn = me.value !== null;
  useEffect(() => (isIn ? followFaces() : undefined), [isIn]);
  useActions(useMemo(() => [searching(field), ...WALKING], []));
  if (isStranger.value) return <Stranger />;
  const found = shelved(sought(boards.value, words.value));
  const isEmpty = me.value !== null && boards.value.length === 0;
  return (
    <WorkspacePage
      title="Home"
      isHome
      isWide
      tools={
        isAdmin.value && (
          <button type="button" class="button is-primary" onClick={openNewBoard}>
            <Icon name="add" /> New board
          </button>
        )
      }
    >
      {isAway.value && (
        <div class="notice" role="alert">
          <span>
            The server cannot be reached. Boards that were open on this device still open by their address.
          </span>
          <button type="button" class="button" onClick={() => void loadWorkspace()}>
            Try again
          </button>
        </div>
      )}
      <search class="home-tools">
        <input
          ref={field}
          type="search"
          class="home-search"
          dir="auto"
          aria-label="Search boards"
          placeholder="Search boards (/)"
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            const first = found[0]?.boards[0];
            if (event.key === "Escape") words.value = "";
            else if (event.key === "ArrowDown") tiles()[0]?.focus();
            else if (event.key === "Enter" && !isComposing(event) && words.value.trim() !== "" && first)
              go(pathOf(first));
            else return;
            event.preventDefault();
          }}
        />
        <button
          type="button"
          class="button"
          aria-pressed={away.value !== null}
          onClick={() => void toggleAway(away)}
        >
          <Icon name="archive" /> Archived
        </button>
      </search>
      {found.map(({ id, name, boards }) => (
        <section key={id} class="shelf" aria-label={name}>
          <h2 dir="auto">
            {name} <span class="count">{boards.length}</span>
          </h2>
          <ul class="tiles">
            {boards.map((board) => (
              <BoardTile key={board.id} board={board} />
            ))}
          </ul>
        </section>
      ))}
      {isEmpty && <Empty />}
      {!isEmpty && found.length === 0 && words.value.trim() !== "" && (
        <p class="empty" role="status">
          No board is called “{words.value.trim()}”.
        </p>
      )}
      {away.value !== null && (
        <Away boards={sought(away.value, words.value)} onChange={() => showAway(away)} />
      )}
    </WorkspacePage>
  );
}

function searching(field: { readonly current: HTMLInputElement | null }): Action {
  return {
    ...{ id: "search-boards", title: "Search boards", group: "Workspace", keys: ["/", "f"] },
    run: () => field.current?.select(),
  };
}

const tiles = () => [...document.querySelectorAll<HTMLElement>("a.tile-link")];

/** Takes the keyboard to the next board in a direction; the link under it opens by itself. */
function walk(across: number, down: number): void {
  const all = tiles();
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (down === 0 || at < 0) {
    all[Math.max(0, at + across)]?.focus();
    return;
  }
  const places = all.map((tile) => ({ tile, box: tile.getBoundingClientRect() }));
  const here = places[at]?.box ?? new DOMRect();
  const far = (box: DOMRect) => Math.abs(box.top - here.top) * 1e4 + Math.abs(box.left - here.left);
  const there = places.filter(({ box }) => (box.top - here.top) * down > 0);
  there.sort((one, other) => far(one.box) - far(other.box))[0]?.tile.focus();
}

const WALKING: readonly Action[] = (
  [
    ["left", ["h", "ArrowLeft"], -1, 0],
    ["right", ["l", "ArrowRight"], 1, 0],
    ["up", ["k", "ArrowUp"], 0, -1],
    ["down", ["j", "ArrowDown"], 0, 1],
  ] as const
).map(([where, keys, across, down]) => ({
  ...{ id: `home-${where}`, title: `Focus ${where}`, group: "Move", keys, isQuiet: true },
  run: () => walk(across, down),
}));

type AwaySignal = { value: readonly BoardLine[] | null };

async function toggleAway(away: AwaySignal): Promise<void> {
  if (away.value === null) await showAway(away);
  else away.value = null;
}

async function showAway(away: AwaySignal): Promise<void> {
  try {
    away.value = await loadBoards("?archived=true");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toastError(error.message);
  }
}

interface AwayProps {
  readonly boards: readonly BoardLine[];
  readonly onChange: () => Promise<void>;
}

function Away({ boards, onChange }: AwayProps) {
  return (
    <section class="shelf" aria-label="Archived">
      <h2>
        Archived <span class="count">{boards.length}</span>
      </h2>
      {boards.length === 0 && <p class="empty">No board is in the archive.</p>}
      <ul class="tiles">
        {boards.map((board) => (
          <li key={board.id} class="tile is-away">
            <span class="tile-link">
              <Icon name="archive" />
              <span dir="auto">{nameOf(board)}</span>
            </span>
            {mayArrange(board) && (
              <button
                type="button"
                class="button"
                aria-label={`Restore ${nameOf(board)}`}
                onClick={() => void restore(board, onChange)}
              >
                Restore
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

async function restore(board: BoardLine, onChange: () => Promise<void>): Promise<void> {
  if (await setArchived(board, false)) await onChange();
}

/** What there is to do where there is nothing yet. */
function Empty() {
  if (!isAdmin.value)
    return (
      <div class="empty-page">
        <h2>No board is open to you yet</h2>
        <p>
          Whoever shares a board with you sends a link. Open it here, and the board stands on this page from
          then on.
        </p>
      </div>
    );
  return (
    <div class="empty-page">
      <h2>Begin with a board</h2>
      <p>
        A board has columns that cards move through. Make one from nothing, or bring one along: Trello’s
        export keeps its lists, cards, labels and comments. Several people edit it at once, also without a
        network.
      </p>
      <div class="buttons">
        <button type="button" class="button is-primary" onClick={openNewBoard}>
          New board
        </button>
        <a class="button" href="/import">
          Import from Trello
        </a>
      </div>
    </div>
  );
}

function Stranger() {
  return (
    <WorkspacePage title="Sign in" isHome>
      <p>You come in by a link: the one the server printed when it started, or one somebody sent you.</p>
      <p class="hint">
        Whoever runs this server makes a new one with <code>kanverge user link NAME</code>.
      </p>
    </WorkspacePage>
  );
}
