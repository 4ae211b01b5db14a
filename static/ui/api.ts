/** Requests to our own server; a refusal is a `Problem` that says why in words for people. */

export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** UTF-16 units; a browser does this for 64 KiB altogether. */
const KEPT_ALIVE_MAX = 8_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks the server and returns its JSON, of the shape the caller names; null where it answers with nothing. */
export async function api<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
  const request: RequestInit = { method };
  if (body instanceof Blob) request.body = body;
  else {
    const text = body === undefined ? "" : JSON.stringify(body);
    if (text !== "") {
      request.body = text;
      request.headers = { "content-type": "application/json" };
    }
    // What was asked for is done even when its page is left at once.
    request.keepalive = method !== "GET" && text.length < KEPT_ALIVE_MAX;
  }
  const response = await fetch(path, request).catch(() => {
    throw new Problem(0, "offline", "The server cannot be reached.");
  });
  return answer(response.status, await response.text()) as Answer;
}

/** Returns what a response holds, or throws the problem it tells of. */
export function answer(status: number, text: string): unknown {
  const held = parsed(text);
  if (status >= 200 && status < 300) return held;
  const fields = held !== null && typeof held === "object" ? held : {};
  const code = "code" in fields ? String(fields.code) : "unknown";
  const detail = "detail" in fields ? String(fields.detail) : `The server answered ${status}.`;
  throw new Problem(status, code, sentence(detail));
}

function parsed(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null; // not from us: a proxy's page
  }
}

/** Returns words as a sentence. */
export function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…)]$/.test(text) ? text : `${text}.`;
}
