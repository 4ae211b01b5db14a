/** The templates of cards that a board keeps; what makes cards of them is fetched by whoever wants one. */

import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { fetched } from "../ui/lazy.tsx";
import type { Screen } from "../ui/screen.ts";
import { recordsOf } from "./records_of.ts";

export interface Template {
  readonly id: string;
  readonly name: string;
  readonly card: PlainMap;
}

export const planning = () => fetched(() => import("./card_plan.ts"));

export function templatesOf(screen: Screen): readonly Template[] {
  return recordsOf(screen, "template").flatMap(([id, { name, card }]) =>
    isMap(card) ? [{ id, name: String(name), card }] : [],
  );
}
