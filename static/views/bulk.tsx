/** What can be done with all selected cards at once; each deed is one step of undo. */

import { useEscape } from "../ui/escape.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { useScreen } from "../ui/screen.ts";
import { type PropertyName, PropertyPicker } from "./property_pickers.tsx";
import { archiveCards } from "./verbs.ts";

const DEEDS: readonly (readonly [PropertyName, string, IconName])[] = [
  ["column", "Move", "board"],
  ["labels", "Label", "label"],
  ["assignees", "Assign", "person"],
  ["priority", "Priority", "priority"],
  ["due", "Due", "calendar"],
];

export function BulkBar() {
  const screen = useScreen();
  const cards = [...screen.selection.value];
  const clear = () => {
    screen.selection.value = new Set();
  };
  useEscape(clear);
  // A sheet that is open, or only peeked at, has pickers of its own.
  const isSheetOpen = screen.open.value !== null || screen.peek.value !== null;
  const asked = isSheetOpen ? null : screen.picker.value;
  return (
    <div class="bulk" role="toolbar" aria-label="Selected cards">
      <strong>
        {cards.length}
        <span> selected</span>
      </strong>
      {screen.canEdit.value && (
        <>
          {DEEDS.map(([property, name, icon]) => (
            <Popup
              key={property}
              label={name}
              class="button"
              isOpen={asked === property}
              onOpen={(open) => {
                screen.picker.value = open ? property : null;
              }}
              button={
                <>
                  <Icon name={icon} />
                  <span>{name}</span>
                </>
              }
            >
              {(close) => <PropertyPicker name={property} cards={cards} close={close} />}
            </Popup>
          ))}
          <button
            type="button"
            class="button"
            aria-label="Archive"
            title="Archive"
            onClick={() => {
              clear();
              archiveCards(screen, cards);
            }}
          >
            <Icon name="archive" />
            <span>Archive</span>
          </button>
        </>
      )}
      <button type="button" class="icon-button" aria-label="Select nothing" onClick={clear}>
        <Icon name="close" />
      </button>
    </div>
  );
}
