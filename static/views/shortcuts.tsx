/** Every key there is, from the registry itself. */

import { type Action, everyAction } from "../ui/actions.ts";
import { Dialog } from "../ui/dialog.tsx";
import { shown } from "../ui/keys.ts";
import type { OverlayProps } from "./overlays.tsx";

export function Shortcuts({ onClose }: OverlayProps) {
  const groups = new Map<string, Action[]>();
  for (const action of everyAction().filter(({ keys }) => keys.length > 0))
    groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return (
    <Dialog title="Keys" class="shortcuts" onClose={onClose}>
      <div class="shortcuts-groups">
        {[...groups].map(([group, actions]) => (
          <section key={group}>
            <h3 class="section-title">{group}</h3>
            <dl>
              {actions.map(({ id, title, keys }) => (
                <div key={id} class="shortcut">
                  <dt>{title}</dt>
                  <dd>
                    {shortened(keys).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Returns keys to read: many of them as the first and the last. */
function shortened(keys: readonly string[]): readonly string[] {
  const [first = "", last = ""] = [keys[0], keys.at(-1)];
  return keys.length > 3 ? [`${shown(first)} to ${shown(last)}`] : keys.map((key) => shown(key));
}
