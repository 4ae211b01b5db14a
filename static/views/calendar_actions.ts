/** What can be done on a calendar, as actions of the registry. */

import type { Action } from "../ui/actions.ts";
import type { Hold } from "../ui/bars.ts";
import type { Screen } from "../ui/screen.ts";
import { WEEK } from "../ui/weeks.ts";
import { subjects } from "./board_actions.ts";
import { calendarOf } from "./calendar_state.ts";
import { shift } from "./dated_deeds.ts";

const known = new WeakMap<Screen, readonly Action[]>();

/** Returns the actions of a screen's calendar, the same list each time. */
export function calendarActions(screen: Screen): readonly Action[] {
  const made = known.get(screen) ?? actionsOf(screen);
  known.set(screen, made);
  return made;
}

function actionsOf(screen: Screen): readonly Action[] {
  const calendar = calendarOf(screen);
  const dated = () => subjects(screen).filter((id) => calendar.bars.peek().has(id));
  const nudge = (id: string, title: string, key: string, hold: Hold, days: number): Action => ({
    ...{ id: `calendar-${id}`, title, group: "Move", keys: [key] },
    when: () => screen.canEdit.peek() && dated().length > 0 && calendar.held.peek() === null,
    run: () => {
      shift(screen, dated(), hold, days);
      const card = screen.focus.peek();
      if (card !== null) screen.focusOn(card);
    },
  });
  const view = (id: string, title: string, keys: readonly string[], run: () => void): Action => ({
    ...{ id: `calendar-${id}`, title, group: "View", keys, run },
  });
  return [
    nudge("earlier", "Move the card a day earlier", "alt+ArrowLeft", "middle", -1),
    nudge("later", "Move the card a day later", "alt+ArrowRight", "middle", 1),
    nudge("week-earlier", "Move the card a week earlier", "alt+ArrowUp", "middle", -WEEK),
    nudge("week-later", "Move the card a week later", "alt+ArrowDown", "middle", WEEK),
    nudge("shorter", "End the card a day earlier", "shift+ArrowLeft", "end", -1),
    nudge("longer", "End the card a day later", "shift+ArrowRight", "end", 1),
    nudge("start-earlier", "Start the card a day earlier", "alt+shift+ArrowLeft", "start", -1),
    nudge("start-later", "Start the card a day later", "alt+shift+ArrowRight", "start", 1),
    view("back", "Show the month or week before", ["ArrowLeft", "PageUp"], () => calendar.turn(-1)),
    view("on", "Show the next month or week", ["ArrowRight", "PageDown"], () => calendar.turn(1)),
    view("today", "Go to today", ["t"], () => calendar.show(calendar.today.peek())),
    view("week", "Show a week or a month", ["w"], () =>
      calendar.set("show", calendar.isWeek.peek() ? null : "week"),
    ),
    view("tray", "Show or hide cards without any date", ["u"], () => {
      calendar.showsTray.value = !calendar.showsTray.peek();
    }),
  ];
}
