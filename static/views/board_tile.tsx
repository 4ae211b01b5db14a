/** A board on the page of all boards: its name, my star, who is on it now, when it was edited last, and what can be done with it. */

import { useState } from "preact/hooks";
import { ago } from "../ui/ago.ts";
import { Avatar } from "../ui/avatar.tsx";
import { type BoardLine, nameOf, pathOf } from "../ui/board_line.ts";
import { facesOn } from "../ui/facts.ts";
import { Icon } from "../ui/icons.tsx";
import { type MenuItem, MenuList, Popup } from "../ui/menu.tsx";
import { capital } from "../ui/words.ts";
import { mayArrange, setArchived, toggleStar } from "./board_deeds.ts";
import { GroupPicker } from "./group_picker.tsx";

const FACES_MAX = 4;

export function BoardTile({ board }: { readonly board: BoardLine }) {
  const name = nameOf(board);
  const { kind, starred, role, edited } = board;
  return (
    <li class="tile">
      <a class="tile-link" href={pathOf(board)} title={name}>
        <Icon name={kind === "portfolio" ? "portfolio" : "board"} />
        <span dir="auto">{name}</span>
      </a>
      <button
        type="button"
        class="icon-button star"
        aria-pressed={starred}
        aria-label={`Star ${name}`}
        title={starred ? "Take the star off" : "Star: first in your lists"}
        onClick={() => void toggleStar(board)}
      >
        <Icon name="star" />
      </button>
      {mayArrange(board) && <TileMenu board={board} />}
      <p class="tile-foot">
        {capital(role)}
        {edited !== null && (
          <time dateTime={edited} title={new Date(edited).toLocaleString()}>
            , edited {ago(edited, Date.now())}
          </time>
        )}
        <Faces board={board} />
      </p>
    </li>
  );
}

function Faces({ board }: { readonly board: BoardLine }) {
  const told = facesOn.value.get(board.id);
  const faces = told ?? board.faces;
  const more = (told?.length ?? board.present) - Math.min(FACES_MAX, faces.length);
  if (faces.length === 0) return null;
  return (
    <span class="card-faces">
      {faces.slice(0, FACES_MAX).map(({ id, name, color }) => (
        <Avatar key={id} name={name} color={color} doing="here now" />
      ))}
      {more > 0 && <span class="more">+{more}</span>}
    </span>
  );
}

function TileMenu({ board }: { readonly board: BoardLine }) {
  const [isGrouping, setGrouping] = useState(false);
  const archive: MenuItem = { name: "Archive", icon: "archive", run: () => void setArchived(board, true) };
  // Portfolios stand on a shelf of their own.
  const items: readonly MenuItem[] =
    board.kind === "portfolio"
      ? [archive]
      : [{ name: "Move to a group", icon: "fold", run: () => setGrouping(true) }, archive];
  return (
    <Popup
      label={`More about ${nameOf(board)}`}
      button={<Icon name="more" />}
      onOpen={(isOpen) => !isOpen && setGrouping(false)}
    >
      {(close) =>
        isGrouping ? (
          <GroupPicker board={board} onClose={close} />
        ) : (
          <MenuList close={() => undefined} items={items} />
        )
      }
    </Popup>
  );
}
