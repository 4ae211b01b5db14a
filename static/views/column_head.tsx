/** A column's head: name, count or count of its limit, and its menu. */

import { useState } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import { MenuList, Popup } from "../ui/menu.tsx";
import { useScreen } from "../ui/screen.ts";
import { act, archiveColumn, nudgeColumn } from "./verbs.ts";

const WIP_MAX = 9_999;

export function ColumnHead({ column }: { readonly column: Column }) {
  const screen = useScreen();
  const [renaming, setRenaming] = useState(false);
  const canEdit = screen.canEdit.value && column.id !== UNSORTED;
  return (
    <header class="column-head" data-column-head={canEdit ? "" : undefined}>
      {column.color !== undefined && <span class="dot" style={{ "--hue": hue(column.color) }} />}
      {renaming ? (
        <NameField column={column} onDone={() => setRenaming(false)} />
      ) : (
        <h2 class="column-name" title={column.name} onDblClick={() => canEdit && setRenaming(true)}>
          {column.name || "Column without a name"}
        </h2>
      )}
      <Count column={column} />
      {canEdit && (
        <>
          <ColumnMenu column={column} onRename={() => setRenaming(true)} />
          <button
            type="button"
            class="icon-button"
            aria-label={`Add a card to ${column.name}`}
            title="Add a card"
            onClick={() => {
              screen.composing.value = column.id;
            }}
          >
            <Icon name="add" />
          </button>
        </>
      )}
    </header>
  );
}

function Count({ column: { id, wip } }: { readonly column: Column }) {
  const screen = useScreen();
  const [all, shown] = [screen.live.order(id).length, screen.shown(id).length];
  const count = all === shown ? `${all}` : `${shown} of ${all}`;
  if (wip === undefined)
    return (
      <span class="count" aria-label={`${count} cards`} role="img">
        {count}
      </span>
    );
  const over = all > wip;
  return (
    <span
      class={over ? "count is-over" : "count"}
      role="img"
      aria-label={`${count} cards, limit ${wip}${over ? ", over the limit" : ""}`}
      title={over ? "Over the limit" : "Cards and limit"}
    >
      {count}/{wip}
    </span>
  );
}

function NameField({ column, onDone }: { readonly column: Column; readonly onDone: () => void }) {
  const screen = useScreen();
  const save = (name: string) => {
    if (name.trim() !== "" && name !== column.name)
      act(screen, "columns.set", { id: column.id, key: "name", value: name.trim() });
    onDone();
  };
  return (
    <input
      class="column-rename"
      aria-label="Column name"
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
      }}
      defaultValue={column.name}
      maxLength={256}
      onBlur={(event) => save(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          event.preventDefault();
          onDone();
        }
      }}
    />
  );
}

function ColumnMenu({ column, onRename }: { readonly column: Column; readonly onRename: () => void }) {
  const screen = useScreen();
  return (
    <Popup label={`Menu of ${column.name}`} class="icon-button" button={<Icon name="more" />}>
      {(close) => (
        <>
          <MenuList
            close={close}
            items={[
              { name: "Rename", icon: "text", run: onRename },
              { name: "Move left", icon: "back", run: () => nudgeColumn(screen, column.id, -1) },
              { name: "Move right", icon: "next", run: () => nudgeColumn(screen, column.id, 1) },
              { name: "Archive column", icon: "archive", run: () => archiveColumn(screen, column.id) },
            ]}
          />
          <LimitField column={column} />
        </>
      )}
    </Popup>
  );
}

function LimitField({ column }: { readonly column: Column }) {
  const screen = useScreen();
  return (
    <label class="menu-field">
      Card limit
      <input
        type="number"
        min={1}
        max={WIP_MAX}
        placeholder="none"
        defaultValue={column.wip === undefined ? "" : String(column.wip)}
        onChange={(event) => {
          const wip = event.currentTarget.valueAsNumber;
          const value = Number.isInteger(wip) && wip >= 1 && wip <= WIP_MAX ? wip : null;
          act(screen, "columns.set", { id: column.id, key: "wip", value });
        }}
      />
    </label>
  );
}
