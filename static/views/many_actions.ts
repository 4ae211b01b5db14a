/** The keyboard over the cards of a portfolio: as on a board, for cards of many. */

import type { Action } from "../ui/actions.ts";
import { announce } from "../ui/announce.tsx";
import { type Item, ME, STAGES, stageOf } from "../ui/many_cards.ts";
import { me } from "../ui/workspace.ts";
import { change, setDone, toStage } from "./many_deeds.ts";
import type { CellName, ManyState } from "./many_state.ts";
import { takeBackLast } from "./other_cards.ts";

export function manyActions(state: ManyState): readonly Action[] {
  const item = () => state.byKey.peek().get(state.focus.peek() ?? "");
  const mayEdit = () => {
    const found = item();
    return found !== undefined && state.mayEdit(found);
  };
  const about = (id: string, title: string, keys: readonly string[], run: (item: Item) => void): Action => ({
    ...{ id: `many-${id}`, title, group: "Card", keys, when: mayEdit },
    run: () => {
      const found = item();
      if (found !== undefined) run(found);
    },
  });
  const cell = (name: CellName, title: string, key: string) =>
    about(name, title, [key], (found) => {
      state.cell.value = { row: found.key, name };
    });
  const walk = (id: string, keys: readonly string[], step: number): Action => ({
    ...{ id: `many-${id}`, title: `Focus ${id}`, group: "Move", keys, isQuiet: true },
    run: () => {
      const order = state.order();
      const at = order.indexOf(state.focus.peek() ?? "");
      const next = order[at < 0 ? 0 : Math.min(Math.max(at + step, 0), order.length - 1)];
      if (next !== undefined) state.focusOn(next);
    },
  });
  const stage = (id: string, key: string, step: number) => ({
    ...about(`stage-${id}`, `Move the card to the ${id} stage`, [key], (found) => {
      const at = STAGES.indexOf(stageOf(found, state.known.summaries.peek().get(found.board)));
      const next = STAGES[at + step];
      if (next === undefined) announce("It cannot go further");
      else void toStage(state, found, next);
    }),
    when: () => mayEdit() && state.asked.peek().isByStage,
  });
  const ask = (id: string, title: string, keys: readonly string[], run: () => void): Action => ({
    ...{ id: `many-${id}`, title, group: "View", keys, run },
  });
  return [
    walk("up", ["ArrowUp", "k"], -1),
    walk("down", ["ArrowDown", "j"], 1),
    {
      ...cell("title", "Edit the title", "e"),
      when: () => mayEdit() && !state.asked.peek().isByStage,
    },
    cell("column", "Move to a column of its board", "m"),
    cell("assignees", "Assign", "a"),
    cell("labels", "Set labels", "l"),
    cell("due", "Set the due date", "d"),
    cell("priority", "Set the priority", "p"),
    about("me", "Assign to me, or not any more", ["i"], (found) => {
      const person = me.peek()?.id;
      if (person === undefined) return;
      const isIn = !found.assignees.includes(person);
      const words = isIn ? "Assigned to you" : "Not assigned to you any more";
      void change(state, found, { what: "include", family: "assignee", member: person, isIn }, { words });
    }),
    about("done", "Done, or not done any more", ["s"], (found) => {
      if (found.isDone && !found.card.done) announce("Its column makes it done: move it out of there");
      else void setDone(state, found);
    }),
    stage("previous", "alt+ArrowLeft", -1),
    stage("next", "alt+ArrowRight", 1),
    {
      ...{ id: "many-undo", title: "Undo", group: "Edit", keys: ["mod+z"], isQuiet: true },
      run: () => takeBackLast(state.known),
    },
    ask("search", "Filter cards", ["f", "/"], () => {
      document.querySelector<HTMLInputElement>(".filter-bar input")?.focus();
    }),
    ask("mine", "Mine only, or everybody’s", ["q"], () => {
      const { people } = state.asked.peek().filter;
      state.ask("person", people.includes(ME) ? "" : ME);
    }),
    ask("blocked", "Blocked only, or all", [], () => state.toggle("blocked")),
    ask("with-done", "Show or hide what is done", [], () => state.toggle("done")),
    ask("as", "As a list, or by stage", ["v"], () =>
      state.ask("as", state.asked.peek().isByStage ? "" : "columns"),
    ),
  ];
}
