/** Choosing a template for a new card. */

import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import type { Template } from "./templates_of.ts";

export interface FromTemplateProps {
  readonly templates: readonly Template[];
  readonly onChoose: (template: Template) => void;
}

export function FromTemplate({ templates, onChoose }: FromTemplateProps) {
  return (
    <Popup label="From template" class="button is-plain" button="Template">
      {(close) => (
        <Picker
          label="Template"
          choices={templates.map(({ id, name }) => ({ id, name, isChosen: false }))}
          onChoose={(id) => {
            close();
            const chosen = templates.find((one) => one.id === id);
            if (chosen !== undefined) onChoose(chosen);
          }}
        />
      )}
    </Popup>
  );
}
