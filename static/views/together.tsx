/** What people on one board do together: following each other, by one's own wish or asked by a spotlight. */

import { useEffect } from "preact/hooks";
import { type Action, useActions } from "../ui/actions.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { Following } from "./following.tsx";
import { Spotlight } from "./spotlight.tsx";
import { useTelling } from "./telling.ts";
import { followed, toggleSpotlight } from "./together_state.ts";

export default function Together() {
  const screen = useScreen();
  useTelling(screen);
  useActions(actionsOf(screen));
  useEffect(
    () => () => {
      followed.value = null;
    },
    [screen],
  );
  const person = followed.value;
  return (
    <div class="bar">
      {person !== null && <Following key={person} person={person} />}
      <Spotlight />
    </div>
  );
}

const known = new WeakMap<Screen, readonly Action[]>();

function actionsOf(screen: Screen): readonly Action[] {
  const made: readonly Action[] = known.get(screen) ?? [
    {
      ...{
        id: "spotlight",
        title: "Spotlight: bring everyone to me, or end it",
        group: "Board",
        keys: ["shift+s"],
      },
      when: () => screen.canEdit.peek(),
      run: toggleSpotlight,
    },
  ];
  known.set(screen, made);
  return made;
}
