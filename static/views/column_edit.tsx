/** Changing a column: its name, its menu, its category, its limit. */

import { CATEGORIES } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { Icon } from "../ui/icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { useScreen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { act, archiveColumn, foldColumn, nudgeColumn } from "./verbs.ts";

const WIP_MAX = 9_999;

export function NameField({ column, onDone }: { readonly column: Column; readonly onDone: () => void }) {
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
        if (isComposing(event)) return;
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

export function ColumnMenu({ column, onRename }: { readonly column: Column; readonly onRename: () => void }) {
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
              { name: "Collapse", icon: "fold", run: () => foldColumn(screen, column.id) },
              { name: "Archive column", icon: "archive", run: () => archiveColumn(screen, column.id) },
            ]}
          />
          <CategoryField column={column} />
          <LimitField column={column} />
        </>
      )}
    </Popup>
  );
}

/** What the column means: cards in a "done" one count as done. */
function CategoryField({ column }: { readonly column: Column }) {
  const screen = useScreen();
  return (
    <>
      <label class="menu-field">
        Category
        <select
          aria-describedby="category-hint"
          value={column.category ?? ""}
          onChange={(event) => {
            const value = event.currentTarget.value || null;
            act(screen, "columns.set", { id: column.id, key: "category", value });
          }}
        >
          <option value="">None</option>
          {CATEGORIES.map((category) => (
            <option key={category} value={category}>
              {capital(category)}
            </option>
          ))}
        </select>
      </label>
      <p class="hint menu-hint" id="category-hint">
        Cards in a “done” column count as done, in “doing” as begun.
      </p>
    </>
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
