/** The first module of the page: draws the view its address names. */

import { render } from "preact";
// Every page along time needs it: a file of its own would cost each of them more than it costs the first one.
import "./ui/days.ts";
import { lazy } from "./ui/lazy.tsx";
import { tellLimits } from "./ui/limits.ts";
import { followLinks, type Route, route } from "./ui/location.ts";
import { keepOffline } from "./ui/offline.ts";
import { Toasts } from "./ui/toast.tsx";
import { BoardPage } from "./views/board_page.tsx";
import { Frame } from "./views/frame.tsx";

const Home = lazy(() => import("./views/home.tsx"));
const ImportPage = lazy(() => import("./views/import.tsx"));
const SignIn = lazy<{ readonly secret: string }>(() => import("./views/sign_in.tsx"));
const Inbox = lazy(() => import("./views/inbox.tsx"));
const MyWork = lazy(() => import("./views/my_work.tsx"));
const Workload = lazy(() => import("./views/workload.tsx"));
const Nowhere = lazy(() => import("./views/nowhere.tsx"));

function App() {
  return (
    <>
      <Current />
      <Toasts />
    </>
  );
}

function Current() {
  const current = route.value;
  return current.name === "sign-in" ? <SignIn secret={current.secret} /> : <Frame>{page(current)}</Frame>;
}

function page(current: Exclude<Route, { readonly name: "sign-in" }>) {
  switch (current.name) {
    case "board":
      return <BoardPage key={current.root + current.board} board={current.board} root={current.root} />;
    case "home":
      return <Home />;
    case "import":
      return <ImportPage />;
    case "inbox":
      return <Inbox />;
    case "my":
      return <MyWork />;
    case "workload":
      return <Workload />;
    case "nowhere":
      return <Nowhere />;
  }
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
followLinks();
keepOffline();
tellLimits();
render(<App />, root);
