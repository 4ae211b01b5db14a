/**
 * Leaves out of Yjs what no board can hold, so that the bundler drops it: arrays, XML, formats, embeds, bytes and documents within
 * documents, all of which the server refuses (crdt/kanverge_crdt/scan.py), the second encoding of updates, and what nobody here calls.
 *
 * The second encoding is how Yjs keeps in memory what still waits for other updates: here it keeps it in the first one.
 * Only what is written here changes; each line must find all its places, or the build fails: look again at a new version of Yjs.
 */

/** What, how often it stands there, and what stands there instead. */
const CUTS = [
  // The readers of types and contents, by their number in an update.
  [/^ {2}readY(?:Array|XmlElement|XmlFragment|XmlHook|XmlText)\b/gm, 5, "  null"],
  [/^ {2}readContent(?:JSON|Binary|Embed|Format|Doc)\b/gm, 5, "  null"],
  // Where such contents are made of what a map or a text is given.
  [/(?<=null, |content = |: )new Content(?:Binary|Doc|Embed)(?=\()/g, 5, "error.unexpectedCase"],
  // The second encoding, wherever one is made or is the default, and turning it into the first.
  [/(?<=new |= )(Update|DS)(En|De)coderV2\b/g, 23, "$1$2coderV1"],
  [/^(const convertUpdateFormatV2ToV1 = update =>).*$/gm, 1, "$1 update"],
  // What asks a document for a root of such a type, or for documents within it.
  ...["getArray", "getXmlElement", "getXmlFragment", "getSubdocs", "getSubdocGuids"].map((name) => [
    method("Doc", name),
    1,
    "$1",
  ]),
  // What formats leave behind, and the methods of a text that know them.
  [/cleanupYTextAfterTransaction(?=\(transaction\))/g, 1, "error.unexpectedCase"],
  ...[
    "applyDelta",
    "toDelta",
    "insertEmbed",
    "format",
    "removeAttribute",
    "setAttribute",
    "getAttribute",
    "getAttributes",
    "clone",
  ].map((name) => [method("YText", name), 1, "$1"]),
  [method("YMap", "clone"), 1, "$1"],
  ...["canUndo", "canRedo"].map((name) => [method("UndoManager", name), 1, "$1"]),
  // Where a text tells what changed in it: what is no letter.
  [/^ {12}case ContentType:\n {12}case ContentEmbed:\n(?:(?! {12}case ).*\n)*/gm, 1, ""],
  [/^ {12}case ContentFormat: \{\n(?:(?! {12}\}\n).*\n)* {12}\}\n/gm, 1, ""],
  // What changed, in a form that nobody here asks for: boards take the keys, texts the delta.
  [method("YEvent", "get changes"), 1, "$1"],
  [method("YTextEvent", "get changes"), 1, "$1"],
];

/** Finds a method, whose body ends with the next brace at its own depth; the first group is what stands before it. */
function method(name, of) {
  return new RegExp(
    `(^class ${name} (?:extends )?(?:(?!^}).*\\n)*?) {2} ?${of} \\((?:(?! {2}}$).*\\n)*? {2}}\\n`,
    "gm",
  );
}

/**
 * Returns the module of Yjs without them.
 * @param {string} source
 * @returns {string}
 */
export function lightYjs(source) {
  return CUTS.reduce((text, [what, count, instead]) => {
    const found = text.match(what)?.length ?? 0;
    if (found !== count) throw new Error(`Yjs has ${what} ${found} times, not ${count}`);
    return text.replace(what, instead);
  }, source);
}
