import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComponentChildren, VNode } from "preact";
import { Markdown, safeAddress } from "../ui/markdown.tsx";

/** Returns what is drawn as text, with the names of elements in brackets. */
function drawn(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(drawn).join("");
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (typeof node !== "object") return String(node);
  const { type, props } = node as VNode<{ children?: ComponentChildren; href?: string; written?: string }>;
  if (typeof type !== "string") return `<${type.name} ${props.written}>`;
  const address = props.href === undefined ? "" : ` ${props.href}`;
  return `<${type}${address}>${drawn(props.children)}</${type}>`;
}

function shows(text: string, expected: string): void {
  assert.equal(drawn(Markdown({ text })), `<div>${expected}</div>`);
}

test("headings, paragraphs and rules", () => {
  shows("# One\ntwo\nthree\n\n---", "<h3>One</h3><p>two<br></br>three</p><hr></hr>");
});

test("lists, nested and with boxes", () => {
  shows("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
  shows("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>");
  shows("- [x] done", "<ul><li><input></input> done</li></ul>");
});

test("bold, italic, struck, code", () => {
  shows("**a *b* c** ~~d~~ `**e**`", "<p><strong>a <em>b</em> c</strong> <s>d</s> <code>**e**</code></p>");
  shows("snake_case_name _em_", "<p>snake_case_name <em>em</em></p>");
});

test("fenced code and quotes keep what is in them", () => {
  shows("```\n<b>\n```\n> q\n> r", "<pre><code><b></code></pre><blockquote><p>q<br></br>r</p></blockquote>");
});

test("addresses become links, without the full stop behind them", () => {
  shows(
    "see https://example.org/a?b=1.",
    "<p>see <a https://example.org/a?b=1>https://example.org/a?b=1</a>.</p>",
  );
  shows("[here](https://example.org)", "<p><a https://example.org/>here</a></p>");
});

test("links may have a title, as Trello writes them, and none stands within another", () => {
  const link = "<p><a https://example.org/>https://example.org</a></p>";
  for (const title of ["", ' "smartCard-inline"', ' "\u200c"', " 'a (b)'"])
    shows(`[https://example.org](https://example.org${title})`, link);
  shows('[x](javascript:alert(1) "y")', '<p>[x](javascript:alert(1) "y")</p>');
});

test("an image is a link to it: nothing is fetched from elsewhere", () => {
  shows("![plan.png](https://example.org/1)!", "<p><a https://example.org/1>plan.png</a>!</p>");
});

test("a backslash makes a sign mean itself, but not in code", () => {
  shows("\\*a\\* snake\\_case \\[x\\](y) `\\*`", "<p>*a* snake_case [x](y) <code>\\*</code></p>");
  shows("\\--- C:\\new", "<p>--- C:\\new</p>");
});

test("other schemes are not followed, and markup is only text", () => {
  shows("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>");
  shows("[x](data:text/html,hi)", "<p>[x](data:text/html,hi)</p>");
  shows("<img src=x onerror=alert(1)>", "<p><img src=x onerror=alert(1)></p>");
  assert.deepEqual(
    ["http://a.b", "mailto:a@b.c", "JaVaScRiPt:x", "/relative", "vbscript:x"].map(safeAddress),
    ["http://a.b/", "mailto:a@b.c", null, null, null],
  );
});

/** Returns the least processor time that drawing a text of so many characters takes, in microseconds. */
function cost(piece: string, characters: number): number {
  const text = piece.repeat(Math.floor(characters / piece.length));
  const once = () => {
    const before = process.cpuUsage();
    drawn(Markdown({ text }));
    return process.cpuUsage(before).user;
  };
  return Math.min(once(), once(), once());
}

test("the longest description of the worst kind costs no more a character than a short one", () => {
  const hostile = [
    "*a",
    "[",
    "**",
    "`",
    "<https:",
    '[a](https://b "',
    "_a ",
    "~~",
    "> ",
    "- ",
    "[a](",
    "https://",
    "*a*",
    "#1",
    "@a",
    " @a.",
  ];
  for (const piece of hostile) {
    const [short, long] = [cost(piece, 25_000), cost(piece, 100_000)];
    // Four times as long: the square would be sixteen times as much. Below 50 ms nothing is told apart.
    assert.ok(long < 10 * short + 50_000, `${piece}: ${short} us, then ${long} us`);
  }
});

test("numbers of cards and names of people, but not what only looks so", () => {
  shows("@Bo_\u{1f98a}_\u0639 b", "<p><Reference @Bo_\u{1f98a}_\u0639> b</p>");
  shows("see #12, @bea.", "<p>see <Reference #12>, <Reference @bea>.</p>");
  shows("@Bea_O-Neil (@陈_伟)", "<p><Reference @Bea_O-Neil> (<Reference @陈_伟>)</p>");
  shows("a#1 &#39; #1a ##2 x/#3", "<p>a#1 &#39; #1a ##2 x/#3</p>");
  shows("ann@example.org @@x `#1 @a`", "<p>ann@example.org @@x <code>#1 @a</code></p>");
  shows("https://example.org/@bea#1", "<p><a https://example.org/@bea#1>https://example.org/@bea#1</a></p>");
});
