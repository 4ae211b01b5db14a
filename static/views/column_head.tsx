/** A column's head: name, count or count of its limit, and its menu. */

import { useState } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";

export function ColumnHead({ column }: { readonly column: Column }) {
  const screen = useScreen();
  const [renaming, setRenaming] = useState(false);
  const parts = editing.value;
  const canEdit = screen.canEdit.value && column.id !== UNSORTED;
  return (
    <header class="column-head" data-column-head={canEdit ? "" : undefined}>
      {column.color !== undefined && <span class="dot" style={{ "--hue": hue(column.color) }} />}
      {renaming && parts !== null ? (
        <parts.NameField column={column} onDone={() => setRenaming(false)} />
      ) : (
        <h2 class="column-name" title={column.name} onDblClick={() => canEdit && setRenaming(true)}>
          {column.name || "Column without a name"}
        </h2>
      )}
      <Count column={column} />
      {canEdit && parts !== null && (
        <>
          <parts.ColumnMenu column={column} onRename={() => setRenaming(true)} />
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
