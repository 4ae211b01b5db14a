/** Whether the list of boards is beside the board: on a wide window from the start, else when asked for. */

import { signal } from "@preact/signals";

export const wide = matchMedia("(min-width: 1100px)");
export const isSidebarOpen = signal(wide.matches);
// A window made narrow does not hide its board behind the list of boards.
wide.addEventListener("change", () => {
  isSidebarOpen.value = wide.matches;
});
