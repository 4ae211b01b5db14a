/** An icon means one thing: no two views or pages have the same. */

import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { BOARD_VIEWS } from "../ui/board_views.ts";
import { PAGES } from "../ui/pages.ts";

test("no two views and pages have the same icon, nor that of a deadline, a milestone or what is done", () => {
  const icons = [...BOARD_VIEWS, ...PAGES].map(({ icon }) => icon as string);
  deepEqual(
    icons.filter((icon, at) => icons.indexOf(icon) !== at || ["clock", "milestone", "check"].includes(icon)),
    [],
  );
});
