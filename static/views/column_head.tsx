/** A column's head: name, count or count of its limit, and its menu. Of a folded column it is all there is. */

import { useState } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";

interface ColumnHeadProps {
  readonly column: Column;
  readonly isFolded: boolean;
}

export function ColumnHead({ column, isFolded }: ColumnHeadProps) {
  const screen = useScreen();
  const [renaming, setRenaming] = useState(false);
  const parts = editing.value;
  const canEdit = screen.canEdit.value && column.id !== UNSORTED;
  return (
    // biome-ignore lint/a11y: pressing anywhere on a strip is a short cut of the button in it
    <header
      class="column-head"
      data-column-head={canEdit ? "" : undefined}
      onClick={(event) => {
        // The press in a menu that folded the column must not unfold it again.
        const isOurs = event.target instanceof Element && event.target.closest(".popover") === null;
        if (isFolded && isOurs) screen.folded.set(column.id, false);
      }}
    >
      {isFolded && (
        <button type="button" class="icon-button" aria-label={`Expand ${column.name}`} title="Expand">
          <Icon name="next" />
        </button>
      )}
      {column.category !== undefined && (
        <span class={`stage is-${column.category}`} title={column.category} />
      )}
      {column.color !== undefined && <span class="dot" style={{ "--hue": hue(column.color) }} />}
      {renaming && parts !== null ? (
        <parts.NameField column={column} onDone={() => setRenaming(false)} />
      ) : (
        <h2
          class="column-name"
          title={column.name}
          onDblClick={() => canEdit && !isFolded && setRenaming(true)}
        >
          {column.name || "Column without a name"}
        </h2>
      )}
      <Count column={column} />
      {canEdit && parts !== null && !isFolded && (
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
