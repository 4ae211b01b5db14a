/** What people on one board do together: here, following each other. */

import { useScreen } from "../ui/screen.ts";
import { Following } from "./following.tsx";
import { useTelling } from "./telling.ts";
import { followed } from "./together_state.ts";

export default function Together() {
  useTelling(useScreen());
  const person = followed.value;
  return person === null ? null : <Following key={person} person={person} />;
}
