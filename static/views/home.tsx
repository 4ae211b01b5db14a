/** The first page: every board I may see, and making a new one. */

import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { Icon } from "../ui/icons.tsx";
import { go } from "../ui/location.ts";
import { toastError } from "../ui/toast.tsx";
import { boards, isAdmin, isAway, isStranger, loadWorkspace, me, pathOf, signOut } from "../ui/workspace.ts";
import { PlainPage } from "./page.tsx";

export default function Home() {
  useEffect(() => {
    void loadWorkspace();
  }, []);
  if (isStranger.value)
    return (
      <PlainPage title="Sign in">
        <p>You come in by a link: the one the server printed when it started, or one somebody sent you.</p>
        <p class="hint">
          Whoever runs this server makes a new one with <code>kanverge user link NAME</code>.
        </p>
      </PlainPage>
    );
  return (
    <PlainPage title="Boards">
      {isAway.value && (
        <div class="notice" role="alert">
          <span>
            The server cannot be reached. Boards that were open on this device still open by their address.
          </span>
          <button type="button" class="button" onClick={() => void loadWorkspace()}>
            Try again
          </button>
        </div>
      )}
      <ul class="boards">
        {boards.value.map((board) => (
          <li key={board.id}>
            <a class="board-tile" href={pathOf(board)}>
              <Icon name={board.kind === "portfolio" ? "list" : "board"} />
              <span class="board-tile-name">{board.name || "Board without a name"}</span>
              <span class="board-tile-role">{board.role}</span>
            </a>
          </li>
        ))}
      </ul>
      {me.value !== null && boards.value.length === 0 && <p class="empty">No board is open to you yet.</p>}
      {isAdmin.value && <NewBoard />}
      {me.value !== null && (
        <p class="hint">
          Signed in as {me.value.name}.{" "}
          <button type="button" class="link-button" onClick={() => void signOut()}>
            Sign out
          </button>
        </p>
      )}
    </PlainPage>
  );
}

function NewBoard() {
  const [name, setName] = useState("");
  const make = async (kind: "board" | "portfolio") => {
    try {
      const { id } = await api<{ readonly id: string }>("POST", `/api/${kind}s`, { name: name.trim() });
      go(pathOf({ id, kind }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toastError(error.message);
    }
  };
  return (
    <form
      class="new-board"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") void make("board");
      }}
    >
      <input
        aria-label="Name of the new board"
        placeholder="New board"
        maxLength={256}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button is-primary" disabled={name.trim() === ""}>
        Create
      </button>
      <button
        type="button"
        class="button"
        disabled={name.trim() === ""}
        title="A portfolio holds initiatives, with boards under them"
        onClick={() => void make("portfolio")}
      >
        Create a portfolio
      </button>
      <a class="button" href="/import">
        Import
      </a>
    </form>
  );
}
