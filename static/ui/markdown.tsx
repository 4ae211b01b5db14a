/**
 * Markdown as nodes: an allow-list of forms, and everything else stays the text it is. No markup is ever parsed.
 *
 * Headings, paragraphs, quotes, fenced code, lists (with check boxes), rules; bold, italic, struck, code, links, addresses,
 * cards by their number, people by their name.
 */

import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";

/** What draws `#12` and `@name` where there is a board to find them on. */
export interface References {
  readonly card: (number: number, written: string) => ComponentChildren;
  readonly person: (name: string, written: string) => ComponentChildren;
}

const Board = createContext<References | null>(null);
export const ReferencesProvider = Board.Provider;

const SCHEMES = ["http:", "https:", "mailto:"];
const DEPTH_MAX = 8;

interface ReferenceProps {
  readonly kind: keyof References;
  readonly name: string;
  readonly written: string;
}

function Reference({ kind, name, written }: ReferenceProps) {
  const board = useContext(Board);
  if (board === null) return <>{written}</>;
  return <>{kind === "card" ? board.card(Number(name), written) : board.person(name, written)}</>;
}

export function Markdown({ text }: { readonly text: string }) {
  return <div class="markdown">{blocks(text.replaceAll("\r\n", "\n").split("\n"), 0)}</div>;
}

/** Returns an address that may be followed, or null: `javascript:` and its kind may not. */
export function safeAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && SCHEMES.includes(url.protocol) ? url.href : null;
}

type Lines = readonly string[];
/** Reads one block from the front of some lines: what it draws, and how many lines it took; null: it is none. */
type Reader = (
  lines: Lines,
  depth: number,
) => { readonly node: ComponentChildren; readonly took: number } | null;

function blocks(lines: Lines, depth: number): ComponentChildren[] {
  const found: ComponentChildren[] = [];
  let rest = lines;
  while (rest.length > 0) {
    if (rest[0]?.trim() === "") {
      rest = rest.slice(1);
      continue;
    }
    const block = read(rest, depth);
    found.push(block.node);
    rest = rest.slice(block.took);
  }
  return found;
}

function read(lines: Lines, depth: number) {
  if (depth < DEPTH_MAX)
    for (const reader of READERS) {
      const block = reader(lines, depth);
      if (block !== null) return block;
    }
  return paragraph(lines);
}

function taken(lines: Lines, belongs: (line: string) => boolean): Lines {
  const end = lines.findIndex((line) => !belongs(line));
  return end < 0 ? lines : lines.slice(0, end);
}

const code: Reader = (lines) => {
  const fence = /^ {0,3}(```+|~~~+)/.exec(lines[0] ?? "")?.[1];
  if (fence === undefined) return null;
  const inside = taken(lines.slice(1), (line) => !line.trimStart().startsWith(fence));
  return {
    node: (
      <pre>
        <code>{inside.join("\n")}</code>
      </pre>
    ),
    took: inside.length + 2,
  };
};

const heading: Reader = (lines) => {
  const [, marks = "", words = ""] = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0] ?? "") ?? [];
  if (marks === "") return null;
  // The sheet's own title is above: a description's headings begin below it.
  const Level = marks.length === 1 ? "h3" : marks.length === 2 ? "h4" : "h5";
  return { node: <Level>{inline(words)}</Level>, took: 1 };
};

const rule: Reader = (lines) =>
  /^ {0,3}([-*_])( *\1){2,} *$/.test(lines[0] ?? "") ? { node: <hr />, took: 1 } : null;

const quote: Reader = (lines, depth) => {
  const inside = taken(lines, (line) => /^ {0,3}>/.test(line));
  if (inside.length === 0) return null;
  const stripped = inside.map((line) => line.replace(/^ {0,3}> ?/, ""));
  return { node: <blockquote>{blocks(stripped, depth + 1)}</blockquote>, took: inside.length };
};

const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])\s+/;

const list: Reader = (lines, depth) => {
  const first = ITEM.exec(lines[0] ?? "");
  if (first === null) return null;
  const isOrdered = /\d/.test(first[2] ?? "");
  const items: ComponentChildren[] = [];
  let rest = lines;
  for (let mark = first as RegExpExecArray | null; mark !== null; mark = ITEM.exec(rest[0] ?? "")) {
    if (/\d/.test(mark[2] ?? "") !== isOrdered) break;
    const more = taken(rest.slice(1), (line) => /^ {2,}\S|^\t/.test(line));
    const inside = [
      (rest[0] ?? "").slice(mark[0].length),
      ...more.map((line) => line.replace(/^( {1,4}|\t)/, "")),
    ];
    items.push(item(inside, depth));
    rest = rest.slice(1 + more.length);
  }
  const took = lines.length - rest.length;
  return { node: isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>, took };
};

function item(lines: Lines, depth: number): ComponentChildren {
  const [, state, words] = /^\[([ xX])\]\s+(.*)$/.exec(lines[0] ?? "") ?? [];
  const [head, below] = [inline(words ?? lines[0] ?? ""), blocks(lines.slice(1), depth + 1)];
  if (state === undefined)
    return (
      <li>
        {head}
        {below}
      </li>
    );
  return (
    <li class="is-task">
      <input type="checkbox" checked={state !== " "} disabled aria-label={words ?? ""} /> {head}
      {below}
    </li>
  );
}

const READERS: readonly Reader[] = [code, heading, rule, quote, list];

function paragraph(lines: Lines) {
  const own = lines.slice(0, 1);
  const more = taken(lines.slice(1), (line) => line.trim() !== "" && !starts(line));
  const parts = [...own, ...more].flatMap((line, at) =>
    at === 0 ? inline(line) : [<br key={at} />, ...inline(line)],
  );
  return { node: <p>{parts}</p>, took: 1 + more.length };
}

/** Says whether a line begins another block than a paragraph. */
function starts(line: string): boolean {
  return /^ {0,3}(#{1,6}\s|>|```|~~~)/.test(line) || ITEM.test(line);
}

/** A form within a line, and what it draws; the first that matches earliest wins. */
const FORMS: readonly (readonly [RegExp, Draw])[] = [
  [/\\([!-/:-@[-`{-~])/, (found) => found[1]],
  [/`([^`]+)`/, (found) => <code>{found[1]}</code>],
  [
    /!?\[([^[\]]{1,500})\]\(([^\s()]{1,2048})(?: {1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?\)/,
    ([written, words = "", address = ""], depth) =>
      // An address as the words would be a link within the link.
      link(address, safeAddress(words) === null ? inline(words, depth) : words, written),
  ],
  [/<(https?:[^\s<>]{1,2048})>/, (found) => link(found[1] ?? "", found[1], found[0])],
  [/\bhttps?:\/\/[^\s<>]{1,2048}[^\s<>.,;:!?)'"\]]/, (found) => link(found[0], found[0], found[0])],
  [
    /\*\*((?:[^*]|\*(?!\*)){1,5000}?)\*\*/,
    (found, depth) => <strong>{inline(found[1] ?? "", depth)}</strong>,
  ],
  [
    /(?<![\w&#/])#(\d{1,9})(?!\w)/,
    ([written, number = ""]) => <Reference kind="card" name={number} written={written} />,
  ],
  [
    /(?<![\p{L}\p{N}_@./])@([\p{L}\p{N}\p{So}_](?:[\p{L}\p{M}\p{N}\p{So}\p{Emoji_Modifier}\p{Join_Control}_.-]{0,62}[\p{L}\p{M}\p{N}\p{So}\p{Emoji_Modifier}_])?)/u,
    ([written, name = ""]) => <Reference kind="person" name={name} written={written} />,
  ],
  [/~~([^~]{1,5000}?)~~/, (found, depth) => <s>{inline(found[1] ?? "", depth)}</s>],
  [/\*([^*\s][^*]{0,5000}?)\*/, (found, depth) => <em>{inline(found[1] ?? "", depth)}</em>],
  [/(?<!\w)_([^_\s][^_]{0,5000}?)_(?!\w)/, (found, depth) => <em>{inline(found[1] ?? "", depth)}</em>],
];

/** Draws one line. Each form is sought again only once its last find is passed, so a long line costs what it holds. */
function inline(text: string, depth = 0): ComponentChildren[] {
  const found: ComponentChildren[] = [];
  const seeks = depth < DEPTH_MAX ? FORMS.map(([form, draw]) => new Seek(form, draw)) : [];
  let at = 0;
  for (let next = earliest(seeks, text, 0); next !== null; next = earliest(seeks, text, at)) {
    found.push(text.slice(at, next.match.index), next.draw(next.match, depth + 1));
    at = next.match.index + next.match[0].length;
  }
  return [...found, text.slice(at)];
}

type Draw = (found: RegExpExecArray, depth: number) => ComponentChildren;

class Seek {
  private readonly form: RegExp;
  readonly draw: Draw;
  private last: RegExpExecArray | null | undefined;

  constructor(form: RegExp, draw: Draw) {
    this.form = new RegExp(form, `g${form.flags}`);
    this.draw = draw;
  }

  from(text: string, at: number): RegExpExecArray | null {
    if (this.last === undefined || (this.last !== null && this.last.index < at)) {
      this.form.lastIndex = at;
      this.last = this.form.exec(text);
    }
    return this.last;
  }
}

function earliest(seeks: readonly Seek[], text: string, at: number) {
  let best: { readonly match: RegExpExecArray; readonly draw: Draw } | null = null;
  for (const seek of seeks) {
    const match = seek.from(text, at);
    if (match !== null && (best === null || match.index < best.match.index))
      best = { match, draw: seek.draw };
  }
  return best;
}

function link(address: string, words: ComponentChildren, written: string): ComponentChildren {
  const href = safeAddress(address);
  if (href === null) return written;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  );
}
