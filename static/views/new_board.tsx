/** Making a board or a portfolio: from nothing, or a board from what another tool has exported. */

import { useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { type BoardLine, pathOf } from "../ui/board_line.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { go } from "../ui/location.ts";
import { groupsOf } from "../ui/shelves.ts";
import { boards } from "../ui/workspace.ts";
import type { OverlayProps } from "./overlays.tsx";
import { tried } from "./roles.ts";

const NAME_MAX = 256;
const GROUP_MAX = 64;

function kindNamed(word: string): BoardLine["kind"] {
  return word === "portfolio" ? "portfolio" : "board";
}

export default function NewBoard({ onClose }: OverlayProps) {
  const [name, setName] = useState("");
  const [group, setGroup] = useState("");
  const [kind, setKind] = useState<BoardLine["kind"]>("board");
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await tried(async () => {
      const { id } = await api<{ readonly id: string }>("POST", `/api/${kind}s`, { name });
      if (group.trim() !== "") await api("PATCH", `/api/boards/${id}`, { group });
      onClose();
      go(pathOf({ id, kind }));
    });
    setBusy(false);
  };
  return (
    <Dialog title="New board" class="new-board" onClose={onClose}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "" && !isBusy) void make();
        }}
      >
        <label>
          Name
          <input
            dir="auto"
            maxLength={NAME_MAX}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          Group
          <input
            dir="auto"
            list="groups"
            placeholder="None"
            maxLength={GROUP_MAX}
            value={group}
            onInput={(event) => setGroup(event.currentTarget.value)}
          />
          <datalist id="groups">
            {groupsOf(boards.value).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        <label>
          Kind
          <select value={kind} onChange={(event) => setKind(kindNamed(event.currentTarget.value))}>
            <option value="board">Board: columns that cards move through</option>
            <option value="portfolio">Portfolio: initiatives, with boards under them</option>
          </select>
        </label>
        <div class="buttons">
          <button type="submit" class="button is-primary" disabled={name.trim() === "" || isBusy}>
            Create
          </button>
          <a class="button" href="/import" onClick={onClose}>
            <Icon name="add" /> Import from Trello
          </a>
        </div>
      </form>
    </Dialog>
  );
}
