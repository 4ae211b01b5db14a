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
  readonly role: string | null;
}

const ROLE_WORDS: Readonly<Record<string, string>> = {
  viewer: "look at a board",
  commenter: "comment on a board",
  editor: "edit a board",
  admin: "edit and share a board",
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
      const chosen = link?.joined === true ? {} : { name: name.trim() };
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
          <p>
            {link.board === null
              ? `This link signs you in${link.name === null ? "" : ` as ${link.name}`}.`
              : `This link lets you ${ROLE_WORDS[link.role ?? ""] ?? "open a board"}.`}
          </p>
          {!link.joined && (
            <label>
              The name others see
              <input
                required
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
            disabled={busy || (!link.joined && name.trim() === "")}
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
