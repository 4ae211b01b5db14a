/** Making a board or a portfolio: from nothing, or a board from what another tool has exported. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { type BoardLine, pathOf } from "../ui/board_line.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { go } from "../ui/location.ts";
import { groupsOf } from "../ui/shelves.ts";
import { boards } from "../ui/workspace.ts";
import type { OverlayProps } from "./overlays.tsx";
import { tried } from "./roles.ts";

const NAME_MAX = 256;
const GROUP_MAX = 64;
const TEMPLATE_NAME_MAX = 100;

/** What a board may be made of; `dated`: its cards have days, counted from the first. */
interface Template {
  readonly id: string;
  readonly name: string;
  /** Who made it. */
  readonly by: string;
  readonly columns: readonly string[];
  readonly cards: number;
  readonly dated: boolean;
}

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
            placeholder={kind === "board" ? "None" : "Portfolios stand among themselves"}
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

interface TemplateLineProps {
  readonly template: Template;
  readonly onChange: (isGone: boolean) => Promise<void>;
}

/** What a template holds, and what is done with it: all boards that were made of it stay as they are. */
function TemplateLine({ template: { id, name, by, columns, cards }, onChange }: TemplateLineProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const send = (method: "PATCH" | "DELETE", body?: object) =>
    tried(async () => {
      await api(method, `/api/templates/${id}`, body);
      setTyped(null);
      await onChange(method === "DELETE");
    });
  return (
    <div class="buttons is-beside">
      <p class="hint">{`${columns.join(", ")}; ${cards === 1 ? "1 card" : `${cards} cards`}; by ${by}`}</p>
      {typed !== null && (
        <TemplateName
          name={typed}
          onType={setTyped}
          onSave={() => void send("PATCH", { name: typed })}
          onCancel={() => setTyped(null)}
        />
      )}
      <button
        type="button"
        class="button is-plain"
        disabled={typed?.trim() === ""}
        onClick={() => (typed === null ? setTyped(name) : void send("PATCH", { name: typed }))}
      >
        {typed === null ? "Rename" : "Save"}
      </button>
      {typed === null && (
        <button
          type="button"
          class="button is-plain"
          onClick={() => (isAsked ? void send("DELETE") : setAsked(true))}
          onBlur={() => setAsked(false)}
        >
          {isAsked ? "Take it away for everybody" : "Take away"}
        </button>
      )}
    </div>
  );
}

interface TemplateNameProps {
  readonly name: string;
  readonly onType: (name: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

function TemplateName({ name, onType, onSave, onCancel }: TemplateNameProps) {
  const field = useRef<HTMLInputElement>(null);
  useEscape(onCancel);
  useEffect(() => field.current?.select(), []);
  return (
    <input
      ref={field}
      aria-label="Name of the template"
      dir="auto"
      maxLength={TEMPLATE_NAME_MAX}
      value={name}
      onInput={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        if (name.trim() !== "") onSave();
      }}
    />
  );
}

/** Returns the day it is here, as a date field spells it. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
