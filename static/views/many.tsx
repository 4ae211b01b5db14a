/** One board over many: the cards of all boards of a portfolio by a filter, each changed in place on its own board. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import "../ui/icons_later.ts";
import { nameOf } from "../ui/board_line.ts";
import { boardPath } from "../ui/location.ts";
import type { Group } from "../ui/many_cards.ts";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { boards, loadWorkspace } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import { useKeptCards } from "./many_kept.ts";
import { Row } from "./many_row.tsx";
import { hands, loadHands, ManyState } from "./many_state.ts";
import { ManyTools } from "./many_tools.tsx";
import { SPAN_NAMES } from "./spans.ts";

const heights = new Heights(matchMedia("(pointer: coarse)").matches ? 48 : 36);

export default function ManyView() {
  const screen = useScreen();
  const state = useMemo(() => new ManyState(screen), [screen]);
  useFollowing(state);
  const last = useKeptCards(state);
  const { isTold, isAway } = state.known;
  const [parts, hidden] = [hands.value, state.hidden.value];
  return (
    <div class="list-view">
      <ManyTools state={state} />
      {isAway.value && <AsLastTold at={last?.at ?? null} />}
      {hidden > 0 && (
        <p class="hint many-hidden">
          {hidden === 1 ? "1 board you may not see" : `${hidden} boards you may not see`}
        </p>
      )}
      {parts !== null && state.asked.value.isByStage ? (
        <parts.Stages state={state} />
      ) : (
        <List state={state} />
      )}
      {(isTold.value || (isAway.value && last !== null)) && state.shown.value.length === 0 && (
        <p class="empty">
          {state.items.value.length === 0
            ? "No card is here yet: the boards of the portfolio that you may see have none."
            : "No card is like that. Ask for less, or show what is done too."}
        </p>
      )}
      {parts !== null && <parts.ManyHands state={state} />}
    </div>
  );
}

/** Keeps up what the server tells of the portfolio's boards, which may become more or fewer. */
function useFollowing(state: ManyState): void {
  const ids = state.boards.value.map(({ id }) => id).join(" ");
  const watch = useRef<ReturnType<ManyState["follow"]> | null>(null);
  useEffect(() => {
    void loadWorkspace();
    void loadHands();
    watch.current = state.follow();
    return () => watch.current?.close();
  }, [state]);
  const open = boards.value;
  useEffect(() => void state.load(), [open]); // one that is open no longer may have been put away
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) state.want(watch.current);
    isFirst.current = false;
  }, [ids]);
}

function List({ state }: { readonly state: ManyState }) {
  const groups = state.groups.value;
  const [ids, heads]: [string[], number[]] = [[], []];
  const byHead = new Map<string, Group>();
  const isGrouped = state.asked.value.grouping !== "none";
  for (const group of groups) {
    if (isGrouped) {
      heads.push(ids.length);
      ids.push(group.id);
      byHead.set(group.id, group);
    }
    for (const { key } of group.items) ids.push(key);
  }
  const [focused, edited] = [state.focus.value, state.cell.value?.row ?? null];
  const first = groups[0]?.items[0]?.key;
  return (
    <Windowed
      class="list"
      label="Cards of the portfolio"
      ids={ids}
      heads={heads}
      heights={heights}
      gap={0}
      pinned={new Set([focused, edited].filter((key) => key !== null))}
      wanted={focused}
      summons={state.summons.value}
      row={(key) => {
        const [item, group] = [state.byKey.value.get(key), byHead.get(key)];
        if (item !== undefined) return <Row state={state} item={item} isFirst={key === first} />;
        return group === undefined ? null : <Head state={state} group={group} />;
      }}
    />
  );
}

function Head({ state, group: { id, items } }: { readonly state: ManyState; readonly group: Group }) {
  const board = state.board(id);
  return (
    <div class="list-group">
      <h2 dir="auto">
        {board === undefined ? (
          <span>{SPAN_NAMES[id as keyof typeof SPAN_NAMES]}</span>
        ) : (
          <a class="list-title" href={boardPath(id)}>
            {nameOf(board)}
          </a>
        )}
      </h2>
      <span class="count">{items.length}</span>
    </div>
  );
}
