/** Which tabs fit into the room there is, reckoned from their names: measuring would need them drawn. */

interface Tab {
  readonly id: string;
  readonly name: string;
}

const ICON_ONLY = 46;
/** Padding, icon and gaps of a tab. */
const AROUND = 46;
const LETTER = 8;
const MORE = 34;

/** Returns those that fit, in order; the current one takes the last place if it would not be among them. */
export function shownViews<View extends Tab>(
  views: readonly View[],
  current: string,
  room: number,
  isNarrow: boolean,
): readonly View[] {
  const width = ({ name }: View) => (isNarrow ? ICON_ONLY : AROUND + LETTER * name.length);
  const all = views.reduce((sum, view) => sum + width(view), 0);
  if (all <= room) return views;
  const own = views.filter(({ id }) => id === current);
  const others = views.filter(({ id }) => id !== current);
  let left = room - MORE - own.reduce((sum, view) => sum + width(view), 0);
  const fitting = new Set(own);
  for (const view of others) {
    left -= width(view);
    if (left < 0) break;
    fitting.add(view);
  }
  return views.filter((view) => fitting.has(view));
}
