/** What comes first among what is found: what begins with the words, then what has a word that does, then the rest; what was used lately goes before. */

/** Returns how well a text holds what is sought, both as `fold` returns them: 0 the best; null: not at all. */
export function rank(text: string, sought: string): number | null {
  if (text.startsWith(sought)) return 0;
  const at = text.indexOf(sought);
  if (at < 0) return sought.split(" ").every((word) => text.includes(word)) ? 3 : null;
  return begins(text, sought, at) ? 1 : 2;
}

function begins(text: string, sought: string, at: number): boolean {
  for (let place = at; place >= 0; place = text.indexOf(sought, place + 1))
    if (/[^\p{L}\p{N}]/u.test(text.charAt(place - 1))) return true;
  return false;
}

interface Ranked {
  readonly id: string;
  /** Folded. */
  readonly text: string;
}

/** Returns at most `most` of the lines that hold what is sought, the best first; `recent` are ids, the last used first. */
export function ranked<Line extends Ranked>(
  lines: Iterable<Line>,
  sought: string,
  recent: readonly string[],
  most: number,
): readonly Line[] {
  const uses = new Map(recent.map((id, at) => [id, at]));
  // By rank: each already in order, so that ten thousand cards need no sorting.
  const found: Line[][] = [[], [], [], []];
  for (const line of lines) {
    const place = rank(line.text, sought);
    if (place !== null) found[place]?.push(line);
  }
  const use = ({ id }: Line) => uses.get(id) ?? recent.length;
  return found.flatMap((level) => level.sort((left, right) => use(left) - use(right))).slice(0, most);
}
