/** Sharing a board: a link that lets somebody in with a role, who is in, and the links there are. */

import "../ui/icons_later.ts";
import { useEffect, useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { copyText } from "../ui/copy.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { openSubscribe } from "./overlay.ts";
import type { OverlayProps } from "./overlays.tsx";
import { ROLES, roleWords, tried } from "./roles.ts";
import { Members } from "./share_members.tsx";

interface Invitation {
  readonly id: string;
  readonly role: string;
  readonly uses_left: number;
  readonly expires: string;
}

const USES = [1, 10, 100] as const;

export function Invite({ onClose }: OverlayProps) {
  const screen = useScreen();
  const path = `/api/boards/${screen.board}/invitations`;
  const [links, setLinks] = useState<readonly Invitation[]>([]);
  const [made, setMade] = useState("");
  const [role, setRole] = useState<string>("editor");
  const [uses, setUses] = useState<number>(1);

  const load = () =>
    tried(async () => setLinks((await api<{ invitations: readonly Invitation[] }>("GET", path)).invitations));
  useEffect(() => void load(), []);
  const make = () =>
    tried(async () => {
      const { secret } = await api<{ readonly secret: string }>("POST", path, { role, uses });
      setMade(`${location.origin}/in/${secret}`);
      await load();
    });
  const revoke = (id: string) =>
    tried(async () => {
      await api("DELETE", `${path}/${id}`);
      await load();
    });

  return (
    <Dialog title="Share this board" onClose={onClose}>
      <form
        class="invite-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label>
          Whoever opens the link
          <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {ROLES.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          It lets in
          <select value={uses} onChange={(event) => setUses(Number(event.currentTarget.value))}>
            {USES.map((count) => (
              <option key={count} value={count}>
                {count === 1 ? "one person" : `${count} people`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button is-primary">
          Make a link
        </button>
      </form>
      <p class="hint">
        They receive the whole board, its archive and its comments included. The link works for 7 days.
      </p>
      {made !== "" && (
        <div class="invite-made">
          <input
            readOnly
            aria-label="The link"
            value={made}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button type="button" class="button" onClick={() => void copyText(made)}>
            Copy
          </button>
        </div>
      )}
      <Members />
      {links.length > 0 && (
        <section aria-label="Links that work">
          <h3 class="section-title">Links that work</h3>
          <ul class="items">
            {links.map(({ id, role: given, uses_left, expires }) => (
              <li key={id} class="item">
                <Icon name="link" />
                <span class="editable">
                  {roleWords(given)} · {uses_left === 1 ? "one more person" : `${uses_left} more people`} ·
                  until {new Date(expires).toLocaleDateString(undefined, { day: "numeric", month: "short" })}
                </span>
                <button
                  type="button"
                  class="button"
                  aria-label={`Revoke the link that ${roleWords(given)}`}
                  onClick={() => void revoke(id)}
                >
                  Revoke
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <button type="button" class="link-button" onClick={openSubscribe}>
        Subscribe in a calendar
      </button>
    </Dialog>
  );
}
