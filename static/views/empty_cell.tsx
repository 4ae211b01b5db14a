/** What stands in a cell of a row where nothing was set yet: what can be. */

import { Icon } from "../ui/icons.tsx";

const ICONS = {
  note: "text",
  description: "text",
  owner: "person",
  target: "calendar",
  due: "calendar",
} as const;

export function EmptyCell({ name, label }: { readonly name: string; readonly label: string }) {
  const icon = ICONS[name as keyof typeof ICONS];
  return <span class="portfolio-empty">{icon === undefined ? label : <Icon name={icon} />}</span>;
}
