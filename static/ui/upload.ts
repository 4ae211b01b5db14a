/** Sending a file with its progress, which `fetch` does not tell. */

import { answer, Problem } from "./api.ts";

/** Posts a file and returns the JSON answer, or throws the `Problem`; `onShare` hears from 0 to 1 how much is sent. */
export function upload(path: string, file: Blob, onShare: (share: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("content-type", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onShare(total === 0 ? 1 : loaded / total),
    );
    request.addEventListener("load", () => {
      try {
        resolve(answer(request.status, request.responseText));
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
