/** What a board does by itself: its rules, the cards that come again, and the templates of cards. */

import "../ui/icons_later.ts";
import { useEffect, useState } from "preact/hooks";
import type { PlainMap } from "../../clients/js/codec.ts";
import { newId } from "../../clients/js/ids.ts";
import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { type NameOf, type Recurrence, type Rule, recurs, sentenceOf, spoken } from "../ui/rule_words.ts";
import { useScreen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { recordsOf } from "./records_of.ts";
import { asked, NOTED } from "./rule_asks.ts";
import { forgetUntouched, formsOf, openForm } from "./rule_drafts.ts";
import { namesOf } from "./rule_names.ts";
import { Templates } from "./rule_templates.tsx";

const Editor = lazy(() => import("./rules_hands.tsx"));
// Told as the history tells it, so it comes with what that is told by.
const RuleLog = lazy(
  () => import("./card_activity.tsx"),
  (parts) => parts.RuleLog,
);
const MAY_RULE: readonly (string | null)[] = ["admin", "owner"];

export default function RulesView() {
  const screen = useScreen();
  const { role } = screen.live.status.value;
  const mayRule = MAY_RULE.includes(role);
  const canEdit = screen.canEdit.value;
  const name = namesOf(screen);
  useEffect(() => () => forgetUntouched(screen.board), [screen.board]);
  return (
    <div class="rules">
      <Section
        title="Rules"
        hint="When something happens on this board, do this. A rule goes on for everybody, until it is switched off."
        kind="rule"
        add={mayRule ? "Add a rule" : null}
        line={(value) => sentenceOf(value as unknown as Rule, name)}
        titleOf={(value) => String(value["name"])}
        mayEdit={mayRule}
      />
      <Section
        title="Recurring cards"
        hint="Cards that are made again and again: at their times, or some days after the last one was done."
        kind="recurrence"
        add={canEdit ? "Add a recurring card" : null}
        line={(value) => told(value as unknown as Recurrence, name)}
        titleOf={(value) => (value as unknown as Recurrence).card.title}
        mayEdit={canEdit}
      />
      <Templates mayPublish={mayRule} />
    </div>
  );
}

function told(one: Recurrence, name: NameOf): string {
  const where =
    one.column === undefined ? "" : ` in ${name("column", one.column) || "a column that is gone"}`;
  const zone = one.repeat?.zone ?? one.after?.zone;
  const next = one.next === undefined ? "" : ` Next: ${spoken(new Date(one.next), zone)}.`;
  return `${recurs(one)}${where}.${next}`;
}

interface SectionProps {
  readonly title: string;
  readonly hint: string;
  readonly kind: "rule" | "recurrence";
  readonly add: string | null;
  readonly mayEdit: boolean;
  readonly line: (value: PlainMap) => string;
  readonly titleOf: (value: PlainMap) => string;
}

function Section(props: SectionProps) {
  const screen = useScreen();
  const rows = recordsOf(screen, props.kind);
  const forms = formsOf(screen.board, props.kind);
  const edit = (id: string) => openForm({ board: screen.board, kind: props.kind, id });
  // Also one whose record somebody else took away meanwhile: what was typed stays.
  const added = forms.filter(({ id }) => !rows.some(([one]) => one === id));
  return (
    <section class="rules-section" aria-label={props.title}>
      <header class="rules-head">
        <h2>{props.title}</h2>
        {rows.length > 0 && <span class="count">{rows.length}</span>}
        {props.add !== null && added.length === 0 && (
          <button type="button" class="button" onClick={() => edit(newId())}>
            <Icon name="add" /> {props.add}
          </button>
        )}
      </header>
      <p class="hint">{props.hint}</p>
      {added.map((form) => (
        <Editor key={form.id} form={form} value={null} />
      ))}
      <ul class="rules-list">
        {rows.map(([id, value, form = forms.find((one) => one.id === id)]) => (
          <li key={id} class="rule">
            {form === undefined ? (
              <Row {...{ ...props, id, value }} onEdit={() => edit(id)} />
            ) : (
              <Editor {...{ form, value }} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RowProps extends SectionProps {
  readonly id: string;
  readonly value: PlainMap;
  readonly onEdit: () => void;
}

function Row({ kind, id, value, mayEdit, line, titleOf, onEdit }: RowProps) {
  const screen = useScreen();
  const [isOpen, setOpen] = useState(false);
  const name = titleOf(value);
  const isOn = value["off"] !== true;
  const set = (off: boolean) => {
    const kept = Object.fromEntries(Object.entries(value).filter(([key]) => !NOTED.includes(key)));
    void asked(screen, `${kind}s.set`, { id, [kind]: { ...kept, off } });
  };
  const remove = () =>
    void asked(screen, `${kind}s.remove`, { id }).then((isDone) => {
      if (isDone) toast(`“${name}” was taken away`, { name: "Undo", run: () => restore(), isDeed: true });
    });
  const restore = () => {
    const kept = Object.fromEntries(Object.entries(value).filter(([key]) => !NOTED.includes(key)));
    // What it names may be gone by now: then it comes back switched off, and not at all is worse.
    void asked(screen, `${kind}s.add`, { id, [kind]: kept }).then(
      (isDone) => isDone || asked(screen, `${kind}s.add`, { id, [kind]: { ...kept, off: true } }),
    );
  };
  return (
    <>
      <div class={`rule-line ${isOn ? "" : "is-off"}`}>
        <label class="rule-switch">
          <input
            type="checkbox"
            role="switch"
            aria-checked={isOn}
            aria-label={`${name} is on`}
            checked={isOn}
            disabled={!mayEdit}
            onChange={(event) => set(!event.currentTarget.checked)}
          />
        </label>
        <div class="rule-words">
          <strong>{name}</strong>
          <p>{line(value)}</p>
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={`What ${name} did`}
          title="What it did"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="history" />
        </button>
        {mayEdit && (
          <>
            <button
              type="button"
              class="icon-button"
              aria-label={`Edit ${name}`}
              title="Edit"
              onClick={onEdit}
            >
              <Icon name="edit" />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={`Remove ${name}`}
              title="Remove"
              onClick={remove}
            >
              <Icon name="close" />
            </button>
          </>
        )}
      </div>
      {isOpen && <RuleLog {...{ id, name }} />}
    </>
  );
}
