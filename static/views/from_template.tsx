/** New cards of the templates that a board keeps: where cards are added, and in the command menu. */

import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { fetched } from "../ui/lazy.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import type { Screen } from "../ui/screen.ts";
import { recordsOf } from "./records_of.ts";

interface Template {
  readonly id: string;
  readonly name: string;
  readonly card: PlainMap;
}

/** What cards are made of, fetched by whoever makes one. */
export const planning = () => fetched(() => import("./card_plan.ts"));

export function templatesOf(screen: Screen): readonly Template[] {
  return recordsOf(screen, "template").flatMap(([id, { name, card }]) =>
    isMap(card) ? [{ id, name: String(name), card }] : [],
  );
}

interface FromTemplateProps {
  readonly screen: Screen;
  readonly onChoose: (card: PlainMap) => void;
}

export function FromTemplate({ screen, onChoose }: FromTemplateProps) {
  const templates = templatesOf(screen);
  if (templates.length === 0) return null;
  return (
    <Popup label="From template" class="button is-plain" button="Template">
      {(close) => (
        <Picker
          label="Template"
          choices={templates.map(({ id, name }) => ({ id, name, isChosen: false }))}
          onChoose={(id) => {
            close();
            const chosen = templates.find((one) => one.id === id);
            if (chosen !== undefined) onChoose(chosen.card);
          }}
        />
      )}
    </Popup>
  );
}
