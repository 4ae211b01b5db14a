/** Sending a file: how much of it is sent, then how far the server is, which answers in lines. */

import { answer, Problem } from "./api.ts";

const LINES = "application/x-ndjson";

/** How far something is, 0 to 1; null: nobody knows. */
export type Share = number | null;

interface Line {
  readonly done?: number;
  readonly of?: number;
  readonly report?: unknown;
  readonly problem?: { readonly status: number; readonly code: string; readonly detail: string };
}

/** Posts a file and returns the answer, or throws the `Problem`. */
export function upload(
  path: string,
  file: Blob,
  onSent: (share: Share) => void,
  onDone: (share: Share) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("content-type", "application/json");
    request.setRequestHeader("accept", `${LINES}, application/json`);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onSent(total === 0 ? null : loaded / total),
    );
    request.upload.addEventListener("load", () => onDone(null));
    request.addEventListener("progress", () => onDone(shareOf(request.responseText)));
    request.addEventListener("load", () => {
      try {
        const inLines = request.getResponseHeader("content-type")?.startsWith(LINES) === true;
        resolve(inLines ? outcome(request.responseText) : answer(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener("error", () =>
      reject(new Problem(0, "offline", "The server cannot be reached.")),
    );
    request.send(file);
  });
}

/** Returns how far the last whole line says the work is. */
export function shareOf(text: string): Share {
  const { done, of } = lastLine(text);
  return done === undefined || of === undefined || of === 0 ? null : done / of;
}

/** Returns the report that ends the lines, or throws the problem that does. */
export function outcome(text: string): unknown {
  const { report, problem } = lastLine(text);
  if (problem !== undefined) return answer(problem.status, JSON.stringify(problem));
  if (report === undefined)
    throw new Problem(
      0,
      "cut-off",
      "The connection was lost before the end: look whether the board is there.",
    );
  return report;
}

function lastLine(text: string): Line {
  const line =
    text
      .slice(0, text.lastIndexOf("\n") + 1)
      .trimEnd()
      .split("\n")
      .at(-1) ?? "";
  return line === "" ? {} : (JSON.parse(line) as Line);
}
