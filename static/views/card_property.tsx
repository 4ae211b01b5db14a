/** One property of a card as a row: its name, and its value as a button that opens its picker. */

import type { ComponentChildren } from "preact";
import type { Card } from "../../clients/js/values.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import type { Screen } from "../ui/screen.ts";

export interface RowProps {
  readonly screen: Screen;
  readonly card: Card;
}

interface PropertyProps {
  readonly screen: Screen;
  /** As the registry asks for it. */
  readonly name: string;
  readonly title: string;
  readonly icon: IconName;
  readonly value: ComponentChildren;
  readonly isEmpty: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

export function Property({ screen, name, title, icon, value, isEmpty, children }: PropertyProps) {
  const isOpen = screen.picker.value === name;
  return (
    <div class="property">
      <dt>
        <Icon name={icon} />
        {title}
      </dt>
      <dd>
        <Popup
          label={title}
          class={isEmpty ? "property-value is-empty" : "property-value"}
          button={isEmpty ? "None" : value}
          isOpen={isOpen}
          isDisabled={!screen.canEdit.value}
          onOpen={(open) => {
            screen.picker.value = open ? name : null;
          }}
        >
          {children}
        </Popup>
      </dd>
    </div>
  );
}
