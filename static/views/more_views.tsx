/** The views of a board that have no room as tabs. */

import { viewsOf } from "../ui/board_views.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath, go, query } from "../ui/location.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { useScreen } from "../ui/screen.ts";

export function MoreViews({ shown }: { readonly shown: readonly { readonly id: string }[] }) {
  const { board, root } = useScreen();
  const items = viewsOf(root)
    .filter(({ id }) => !shown.some((one) => one.id === id))
    .map(({ id, name, icon }) => ({
      ...{ name, icon },
      run: () => go(boardPath(board, id, root) + query.peek()),
    }));
  return (
    <Popup label="More views" button={<Icon name="down" />}>
      {(close) => <MenuList close={close} items={items} />}
    </Popup>
  );
}
