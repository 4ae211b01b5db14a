/** What can go wrong in the client, as one family. Each error carries a stable `code` and a `detail` for a developer. */

export abstract class KanvergeError extends Error {
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** Bytes that do not spell a message of the protocol. */
export class MalformedMessage extends KanvergeError {
  override readonly name = "MalformedMessage";

  constructor(detail: string) {
    super("malformed", detail);
  }
}

/** A verb that cannot be done as asked; the document is untouched. */
export class EditError extends KanvergeError {
  override readonly name = "EditError";
}

/** A text over its limit, both in characters. */
export class TooLong extends EditError {
  readonly length: number;
  readonly limit: number;

  constructor(name: string, length: number, limit: number) {
    super("too-long", `${name}: ${length} characters, at most ${limit}`);
    this.length = length;
    this.limit = limit;
  }
}

/** A rank that is not well formed, or two neighbours between which no rank exists. */
export class InvalidRank extends KanvergeError {
  override readonly name = "InvalidRank";

  constructor(detail: string) {
    super("invalid-rank", detail);
  }
}

/** An ask that the server refused. */
export class AskError extends KanvergeError {
  override readonly name = "AskError";
}
