/** Why there is nothing to show, or no connection any more and none will be tried; and what can be done about it. */

import type { Status } from "../../clients/js/client.ts";
import { useScreen } from "../ui/screen.ts";

interface Reason {
  readonly text: string;
  readonly remedy: "reload" | "retry" | "home";
}

/** By close code of docs/protocol.md. */
const REASONS: Readonly<Record<number, Reason>> = {
  4401: {
    text: "You are not signed in. Open a sign-in link to go on; what you edited stays on this device.",
    remedy: "retry",
  },
  4403: { text: "This board is not open to you, or there is no such board.", remedy: "home" },
  4404: { text: "This board was archived or erased.", remedy: "home" },
  4409: { text: "This page is older or newer than the server.", remedy: "reload" },
};
const NOT_HERE: Reason = {
  text: "This board is not on this device yet. It opens as soon as the server can be reached.",
  remedy: "retry",
};
const OTHER: Reason = { text: "The server ended the connection for good.", remedy: "retry" };

export function Stopped({ stopped }: { readonly stopped: Status["stopped"] }) {
  const screen = useScreen();
  const { text, remedy } = stopped === null ? NOT_HERE : (REASONS[stopped.code] ?? OTHER);
  return (
    <div class="notice" role="alert">
      <span>{text}</span>
      {remedy === "home" && (
        <a class="button" href="/">
          All boards
        </a>
      )}
      {remedy === "reload" && (
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload
        </button>
      )}
      {remedy === "retry" && (
        <button type="button" class="button" onClick={() => screen.client.retry()}>
          Try again
        </button>
      )}
    </div>
  );
}
