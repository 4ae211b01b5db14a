/** What a template of the workspace holds, and what is done with it where a board is made of it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../ui/api.ts";
import { useEscape } from "../ui/escape.ts";
import { tried } from "./roles.ts";

const TEMPLATE_NAME_MAX = 100;

/** What a board may be made of; `dated`: its cards have days, counted from the first. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** Who made it. */
  readonly by: string;
  readonly columns: readonly string[];
  readonly cards: number;
  readonly dated: boolean;
}

export interface TemplateLineProps {
  readonly template: Template;
  readonly onChange: (isGone: boolean) => Promise<void>;
}

/** What a template holds, and what is done with it: all boards that were made of it stay as they are. */
export default function TemplateLine({
  template: { id, name, by, columns, cards },
  onChange,
}: TemplateLineProps) {
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
