/** Taking a link: says what it would do, asks for a name where one is needed, and comes in. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { newId } from "../../clients/js/ids.ts";
import { api, Problem } from "../ui/api.ts";
import { boardPath } from "../ui/location.ts";
import { PlainPage } from "./page.tsx";

interface Link {
  readonly name: string | null;
  readonly joined: boolean;
  readonly board: string | null;
  readonly board_name: string | null;
  readonly role: string | null;
  /** Who is signed in here already: an invitation is taken as them. */
  readonly you: { readonly name: string } | null;
}

const ROLE_WORDS: Readonly<Record<string, string>> = {
  viewer: "look at",
  commenter: "comment on",
  editor: "edit",
  admin: "edit and share",
};

export default function SignIn({ secret }: { readonly secret: string }) {
  const [link, setLink] = useState<Link | null>(null);
  const [problem, setProblem] = useState("");
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  // The same attempt again after a lost answer is the same sign-in.
  const attempt = useMemo(() => newId(), []);

  const tried = async (request: () => Promise<void>) => {
    setProblem("");
    setBusy(true);
    try {
      await request();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    void tried(async () => {
      const found = await api<Link>("POST", "/api/links/peek", { secret });
      setLink(found);
      setName(found.name ?? "");
    });
  }, [secret]);
  const comeIn = () =>
    tried(async () => {
      const chosen = link !== null && asksName(link) ? { name: name.trim() } : {};
      const { board } = await api<{ readonly board: string | null }>("POST", "/api/links/accept", {
        ...{ secret, attempt },
        ...chosen,
      });
      // A whole new page: the secret leaves the history, and nothing of somebody else stays in memory.
      location.replace(board === null ? "/" : boardPath(board));
    });

  return (
    <PlainPage title="Welcome to Kanverge">
      {link !== null && (
        <form
          class="sign-in"
          onSubmit={(event) => {
            event.preventDefault();
            void comeIn();
          }}
        >
          <p>{inWords(link)}</p>
          {asksName(link) && (
            <label>
              The name others see
              <input
                required
                ref={(input) => {
                  if (document.activeElement === document.body) input?.focus();
                }}
                maxLength={64}
                autocomplete="name"
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
          )}
          <button
            type="submit"
            class="button is-primary"
            disabled={busy || (asksName(link) && name.trim() === "")}
          >
            Come in
          </button>
        </form>
      )}
      {problem !== "" && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
    </PlainPage>
  );
}

/** Says whether taking the link makes somebody who needs a name. */
function asksName({ board, joined, you }: Link): boolean {
  return !joined && (board === null || you === null);
}

function inWords({ board, board_name, role, name, you }: Link): string {
  if (board === null) return `This link signs you in${name === null ? "" : ` as ${name}`}.`;
  const deed = ROLE_WORDS[role ?? ""] ?? "open";
  const as = you === null ? "" : ` as ${you.name}`;
  return `This link lets you ${deed} ${board_name ? `“${board_name}”` : "a board"}${as}.`;
}
