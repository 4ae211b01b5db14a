/** What can be done with all selected cards at once; each deed is one step of undo. */

import { newGroup } from "../../clients/js/client.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { useScreen } from "../ui/screen.ts";
import { act, archiveCards, toggleMember } from "./verbs.ts";

export function BulkBar() {
  const screen = useScreen();
  const cards = [...screen.selection.value];
  const clear = () => {
    screen.selection.value = new Set();
  };
  useEscape(clear);
  const hasAll = (family: "assignees" | "labels", id: string) =>
    cards.every((card) => screen.live.card(card)?.[family].includes(id));
  const canEdit = screen.canEdit.value;
  return (
    <div class="bulk" role="toolbar" aria-label="Selected cards">
      <strong>{cards.length} selected</strong>
      {canEdit && (
        <>
          <Popup
            label="Move"
            class="button"
            button={
              <>
                <Icon name="board" /> Move
              </>
            }
          >
            {(close) => (
              <Picker
                label="Move to column"
                choices={screen.live.columns().map(({ id, name }) => ({ id, name, isChosen: false }))}
                onChoose={(column) => {
                  const group = newGroup();
                  for (const id of cards) act(screen, "cards.move", { id, column }, group);
                  close();
                }}
              />
            )}
          </Popup>
          <Popup
            label="Label"
            class="button"
            button={
              <>
                <Icon name="label" /> Label
              </>
            }
          >
            {() => (
              <Picker
                label="Label"
                choices={screen.live.labels().map(({ id, name, color }) => ({
                  ...{ id, name: name || (color ?? "Label"), isChosen: hasAll("labels", id) },
                  mark: <span class="dot" style={{ "--hue": hue(color) }} />,
                }))}
                onChoose={(label) => toggleMember(screen, cards, "label", label)}
              />
            )}
          </Popup>
          <Popup
            label="Assign"
            class="button"
            button={
              <>
                <Icon name="person" /> Assign
              </>
            }
          >
            {() => (
              <Picker
                label="Assign"
                choices={screen.people.all.value.map(({ id, name, color }) => ({
                  ...{
                    id,
                    name,
                    isChosen: hasAll("assignees", id),
                    mark: <Avatar name={name} color={color} />,
                  },
                }))}
                onChoose={(person) => toggleMember(screen, cards, "assignee", person)}
              />
            )}
          </Popup>
          <button
            type="button"
            class="button"
            onClick={() => {
              clear();
              archiveCards(screen, cards);
            }}
          >
            <Icon name="archive" /> Archive
          </button>
        </>
      )}
      <button type="button" class="icon-button" aria-label="Select nothing" onClick={clear}>
        <Icon name="close" />
      </button>
    </div>
  );
}
