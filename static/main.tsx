/** The first module of the page: draws the interface into the shell. */

import { render } from "preact";

function App() {
  return (
    <main>
      <h1>Kanverge</h1>
    </main>
  );
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
render(<App />, root);
