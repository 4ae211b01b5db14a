/** The checklists of a card. */

import { useRef, useState } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card, Checklist, Item } from "../../clients/js/values.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { ItemMenu } from "./card_item_menu.tsx";
import { Due } from "./face.tsx";
import { act } from "./verbs.ts";
import { addChecklist, addItem } from "./verbs_card.ts";

export function Checklists({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const canEdit = screen.canEdit.value;
  return (
    <>
      {card.checklists.map((checklist) => (
        <List key={checklist.id} screen={screen} card={card.id} checklist={checklist} canEdit={canEdit} />
      ))}
      {canEdit && card.checklists.length === 0 && (
        <button type="button" class="section-add" onClick={() => addChecklist(screen, card.id)}>
          <Icon name="add" /> Add a checklist
        </button>
      )}
    </>
  );
}

interface ListProps {
  readonly screen: Screen;
  readonly card: string;
  readonly checklist: Checklist;
  readonly canEdit: boolean;
}

function List({ screen, card, checklist, canEdit }: ListProps) {
  const done = checklist.items.filter((item) => item.done).length;
  const isReal = checklist.id !== UNSORTED;
  const name = checklist.name || "Checklist";
  return (
    <section class="sheet-section" aria-label={name}>
      <h3 class="section-title">
        <EditableText
          label="Name of the checklist"
          value={name}
          canEdit={canEdit && isReal}
          limit={256}
          onSave={(value) => act(screen, "checklists.set", { card, id: checklist.id, key: "name", value })}
        />
        <span class="count">
          {done}/{checklist.items.length}
        </span>
        <progress
          class="progress"
          max={Math.max(1, checklist.items.length)}
          value={done}
          aria-label={`${name}: done`}
        />
        {canEdit && isReal && (
          <Popup label={`Menu of ${name}`} button={<Icon name="more" />}>
            {(close) => (
              <MenuList
                close={close}
                items={[
                  {
                    name: "Archive checklist",
                    icon: "archive",
                    run: () => act(screen, "checklists.archive", { card, id: checklist.id }),
                  },
                ]}
              />
            )}
          </Popup>
        )}
      </h3>
      <ul class="items">
        {checklist.items.map((item) => (
          <ItemRow
            key={item.id}
            screen={screen}
            card={card}
            checklist={checklist}
            item={item}
            canEdit={canEdit}
          />
        ))}
      </ul>
      {canEdit && isReal && <NewItem onAdd={(value) => addItem(screen, card, checklist.id, value)} />}
    </section>
  );
}

interface ItemProps {
  readonly screen: Screen;
  readonly card: string;
  readonly checklist: Checklist;
  readonly item: Item;
  readonly canEdit: boolean;
}

function ItemRow({ screen, card, checklist, item, canEdit }: ItemProps) {
  const person = item.assignee === undefined ? null : screen.people.of(item.assignee);
  return (
    <li class={item.done ? "item is-done" : "item"}>
      <input
        type="checkbox"
        aria-label={item.name}
        checked={item.done}
        disabled={!canEdit}
        onChange={(event) =>
          act(screen, "items.set", { card, id: item.id, key: "done", value: event.currentTarget.checked })
        }
      />
      <EditableText
        label="Item"
        value={item.name}
        canEdit={canEdit}
        limit={1_000}
        onSave={(value) => act(screen, "items.set", { card, id: item.id, key: "name", value })}
      />
      {item.due !== undefined && <Due due={item.due} done={item.done} />}
      {person !== null && <Avatar name={person.name} color={person.color} />}
      {canEdit && <ItemMenu screen={screen} card={card} checklist={checklist} item={item} />}
      {canEdit && (
        <button
          type="button"
          class="icon-button item-remove"
          aria-label={`Archive ${item.name}`}
          onClick={() => act(screen, "items.archive", { card, id: item.id })}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

function NewItem({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      class="new-item"
      onSubmit={(event) => {
        event.preventDefault();
        const name = input.current?.value.trim() ?? "";
        if (name === "" || input.current === null) return;
        onAdd(name);
        input.current.value = "";
      }}
    >
      <input ref={input} aria-label="New item" placeholder="Add an item" maxLength={1_000} />
    </form>
  );
}

interface EditableTextProps {
  readonly label: string;
  readonly value: string;
  readonly canEdit: boolean;
  readonly limit: number;
  readonly onSave: (value: string) => void;
}

/** A single value shown as text; pressing it edits it, Enter keeps it, Escape does not. */
export function EditableText({ label, value, canEdit, limit, onSave }: EditableTextProps) {
  const [editing, setEditing] = useState(false);
  if (!canEdit) return <span class="editable">{value}</span>;
  if (!editing)
    return (
      <button type="button" class="editable" onClick={() => setEditing(true)}>
        {value}
      </button>
    );
  return (
    <input
      class="editable"
      aria-label={label}
      defaultValue={value}
      maxLength={limit}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.focus();
      }}
      onBlur={(event) => {
        const now = event.currentTarget.value.trim();
        if (now !== "" && now !== value) onSave(now);
        setEditing(false);
      }}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.value = value;
        }
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
