/** An address that leads nowhere. */

import { WorkspacePage } from "./page.tsx";

export default function Nowhere() {
  return (
    <WorkspacePage title="Nothing here">
      <p>There is no page at this address.</p>
      <a class="button" href="/">
        All boards
      </a>
    </WorkspacePage>
  );
}
