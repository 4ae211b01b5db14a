/** A cell of a row: shows one property; a press opens what edits it, which is drawn once for the whole list. */

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface CellProps<Name extends string> {
  /** Which cell is open. */
  readonly cell: Signal<{ readonly row: string; readonly name: Name } | null>;
  readonly row: string;
  readonly name: Name;
  readonly label: string;
  /** What is in it, for those who hear it. */
  readonly says: string;
  readonly mayEdit: boolean;
  readonly isReached: boolean;
  readonly children: ComponentChildren;
}

export function Cell<Name extends string>(props: CellProps<Name>) {
  const { cell, row, name, label, says, mayEdit, isReached, children } = props;
  if (!mayEdit) return <span class={`list-cell is-${name}`}>{children}</span>;
  const isOpen = cell.value?.name === name && cell.value.row === row;
  return (
    <button
      type="button"
      class={`list-cell is-${name}`}
      aria-label={`${label}: ${says || "none"}`}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-cell={`${row} ${name}`}
      tabIndex={isReached ? 0 : -1}
      onClick={() => {
        cell.value = isOpen ? null : { row, name };
      }}
    >
      {children}
    </button>
  );
}
