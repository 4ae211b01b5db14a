/** What else can be done with an item of a checklist: who does it, until when, and where it stands. */

import { UNSORTED } from "../../clients/js/schema.ts";
import type { Checklist, Item } from "../../clients/js/values.ts";
import { DateInput } from "../ui/date_input.tsx";
import { Icon } from "../ui/icons.tsx";
import { type MenuItem, MenuList, Popup } from "../ui/menu.tsx";
import type { Screen } from "../ui/screen.ts";
import { act } from "./verbs.ts";

interface ItemMenuProps {
  readonly screen: Screen;
  readonly card: string;
  readonly checklist: Checklist;
  readonly item: Item;
}

export function ItemMenu({ screen, card, checklist, item }: ItemMenuProps) {
  const set = (key: "assignee" | "due", value: string | null, group?: string) =>
    act(screen, "items.set", { card, id: item.id, key, value }, group);
  return (
    <Popup label={`Menu of ${item.name}`} class="icon-button item-remove" button={<Icon name="more" />}>
      {(close) => (
        <>
          <label class="menu-field">
            Assignee
            <select
              value={item.assignee ?? ""}
              onChange={(event) => set("assignee", event.currentTarget.value || null)}
            >
              <option value="">None</option>
              {screen.people.all.value.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: DateInput is one */}
          <label class="menu-field">
            Due
            <DateInput value={item.due} onSet={(day, group) => set("due", day, group)} onEnter={close} />
          </label>
          <MenuList close={close} items={moves(screen, card, checklist, item)} />
        </>
      )}
    </Popup>
  );
}

/** Returns the ways an item can go within its checklist. */
function moves(screen: Screen, card: string, { id, items }: Checklist, item: Item): readonly MenuItem[] {
  if (id === UNSORTED) return [];
  const at = items.findIndex((one) => one.id === item.id);
  const move = (after: string | null) => () => {
    act(screen, "items.move", { card, id: item.id, checklist: id, after });
  };
  return [
    ...(at > 0 ? ([{ name: "Move up", icon: "up", run: move(items[at - 2]?.id ?? null) }] as const) : []),
    ...(at < items.length - 1
      ? ([{ name: "Move down", icon: "down", run: move(items[at + 1]?.id ?? null) }] as const)
      : []),
  ];
}
