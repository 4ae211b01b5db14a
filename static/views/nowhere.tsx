/** An address that leads nowhere. */

import { PlainPage } from "./page.tsx";

export default function Nowhere() {
  return (
    <PlainPage title="Nothing here">
      <p>There is no page at this address.</p>
      <a class="button" href="/">
        All boards
      </a>
    </PlainPage>
  );
}
