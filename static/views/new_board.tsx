/** Making a board or a portfolio: from nothing, or a board from what another tool has exported. */

import { useEffect, useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { type BoardLine, pathOf } from "../ui/board_line.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { go } from "../ui/location.ts";
import { groupsOf } from "../ui/shelves.ts";
import { boards } from "../ui/workspace.ts";
import type { OverlayProps } from "./overlays.tsx";
import { tried } from "./roles.ts";
import type { Template, TemplateLineProps } from "./template_line.tsx";

/** Fetched by those who choose a template. */
const TemplateLine = lazy<TemplateLineProps>(() => import("./template_line.tsx"));

const NAME_MAX = 256;
const GROUP_MAX = 64;

export function NewBoard({ onClose }: OverlayProps) {
  const [name, setName] = useState("");
  const [group, setGroup] = useState("");
  const [made, setMade] = useState("board");
  const [start, setStart] = useState(today);
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  const template = templates.find(({ id }) => id === made);
  const kind: BoardLine["kind"] = made === "portfolio" ? made : "board";
  const [isBusy, setBusy] = useState(false);
  const load = () =>
    tried(async () => {
      const answer = await api<{ readonly templates: readonly Template[] }>("GET", "/api/templates");
      setTemplates(answer.templates);
    });
  useEffect(() => void load(), []);
  const make = async () => {
    setBusy(true);
    await tried(async () => {
      const of = template === undefined ? {} : { template: template.id, start: start || today() };
      const { id } = await api<{ readonly id: string }>("POST", `/api/${kind}s`, { name, ...of });
      if (kind === "board" && group.trim() !== "") await api("PATCH", `/api/boards/${id}`, { group });
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
            placeholder={kind === "board" ? "None" : "For boards only"}
            disabled={kind !== "board"}
            maxLength={GROUP_MAX}
            value={kind === "board" ? group : ""}
            onInput={(event) => setGroup(event.currentTarget.value)}
          />
          <datalist id="groups">
            {groupsOf(boards.value).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        <label>
          Begin with
          <select value={made} onChange={(event) => setMade(event.currentTarget.value)}>
            <option value="board">Board: columns that cards move through</option>
            <option value="portfolio">Portfolio: initiatives, with boards under them</option>
            {templates.length > 0 && (
              <optgroup label="A template of the workspace">
                {templates.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        </label>
        {template !== undefined && (
          <TemplateLine
            key={template.id}
            template={template}
            onChange={async (isGone) => {
              if (isGone) setMade("board");
              await load();
            }}
          />
        )}
        {template?.dated && (
          <label>
            First day
            <input type="date" value={start} onInput={(event) => setStart(event.currentTarget.value)} />
          </label>
        )}
        <div class="buttons">
          <a class="button" href="/import" onClick={onClose}>
            <Icon name="add" /> Import from Trello
          </a>
          <button type="submit" class="button is-primary" disabled={name.trim() === "" || isBusy}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Returns the day it is here, as a date field spells it. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
