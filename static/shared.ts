/**
 * What most of what is fetched after the first page needs: one file instead of one for every combination of views that share
 * a part. The build ties it to each of them (build.mjs).
 */

import "./ui/actions.ts";
import "./ui/ago.ts";
import "./ui/announce.tsx";
import "./ui/api.ts";
import "./ui/board_line.ts";
import "./ui/choices.tsx";
import "./ui/copy.ts";
import "./ui/date_input.tsx";
import "./ui/dialog.tsx";
import "./ui/escape.ts";
import "./ui/icons_later.ts";
import "./ui/keys.ts";
import "./ui/menu.tsx";
import "./ui/pages.ts";
import "./ui/picker.tsx";
import "./ui/popover.tsx";
import "./ui/reasons.ts";
import "./ui/shelves.ts";
import "./ui/words.ts";
import "./ui/workspace.ts";
import "./views/frame.tsx";
import "./views/templates_of.ts";
import "./views/overlay.ts";
import "./views/overlays.tsx";
import "./views/page.tsx";
import "./views/roles.ts";
import "./views/workspace_hands.tsx";
