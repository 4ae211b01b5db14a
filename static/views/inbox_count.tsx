/** How much of my inbox is unread, kept up. It comes after all that a page is for. */

import { useEffect } from "preact/hooks";
import { followInbox, unread } from "../ui/inbox.ts";

export default function InboxCount() {
  useEffect(followInbox, []);
  const count = unread.value;
  return (
    <span class="count" role="status" aria-label={`${count} unread`} hidden={count === 0}>
      {count}
    </span>
  );
}
