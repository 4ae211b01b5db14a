/** Subscribing to dates in a calendar program: secret addresses of this board, or of everything assigned to me. */

import "../ui/icons_later.ts";
import { useEffect, useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { copyText } from "../ui/copy.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { route } from "../ui/location.ts";
import type { OverlayProps } from "./overlays.tsx";
import { tried } from "./roles.ts";

interface Feed {
  readonly id: string;
  readonly created: string;
}

export default function Subscribe({ onClose }: OverlayProps) {
  const [current] = useState(route.peek());
  return (
    <Dialog title="Subscribe in a calendar" onClose={onClose}>
      <p class="hint">
        A calendar program reads these addresses by itself, about once an hour. Whoever has one sees titles
        and dates without signing in, for as long as you may see them.
      </p>
      {current.name === "board" && current.root === "b" && (
        <Feeds name="This board" path={`/api/boards/${current.board}/feeds`} />
      )}
      <Feeds name="Everything assigned to me" path="/api/me/feeds" />
    </Dialog>
  );
}

function Feeds({ name, path }: { readonly name: string; readonly path: string }) {
  const [feeds, setFeeds] = useState<readonly Feed[]>([]);
  const [made, setMade] = useState("");
  const load = () =>
    tried(async () => setFeeds((await api<{ readonly feeds: readonly Feed[] }>("GET", path)).feeds));
  useEffect(() => void load(), []);
  const make = () =>
    tried(async () => {
      setMade(location.origin + (await api<{ readonly path: string }>("POST", path)).path);
      await load();
    });
  const revoke = (id: string) =>
    tried(async () => {
      await api("DELETE", `${path}/${id}`);
      setMade("");
      await load();
    });
  return (
    <section aria-label={name}>
      <h3 class="section-title">{name}</h3>
      {made === "" ? (
        <button type="button" class="button" onClick={() => void make()}>
          Make an address
        </button>
      ) : (
        <div class="invite-made">
          <input
            readOnly
            aria-label={`The address of: ${name}`}
            value={made}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button type="button" class="button" onClick={() => void copyText(made)}>
            Copy
          </button>
        </div>
      )}
      {made !== "" && <p class="hint">It is shown this once: add it to your calendar now.</p>}
      <ul class="items">
        {feeds.map(({ id, created }) => {
          const day = new Date(created).toLocaleString(undefined, {
            dateStyle: "medium",
            timeStyle: "short",
          });
          return (
            <li key={id} class="item">
              <Icon name="calendar" />
              <span class="editable">Made on {day}</span>
              <button
                type="button"
                class="button"
                aria-label={`Revoke the address made on ${day}`}
                onClick={() => void revoke(id)}
              >
                Revoke
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
