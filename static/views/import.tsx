/** Bringing a board in from a Trello export: a preview, then the import, then the report. */

import { useState } from "preact/hooks";
import { Problem } from "../ui/api.ts";
import { boardPath } from "../ui/location.ts";
import { upload } from "../ui/upload.ts";
import { PlainPage } from "./page.tsx";

/** What the server says of a file: a name, counts, and what could not be taken. */
type Report = Readonly<Record<string, unknown>>;

type Stage =
  | { readonly name: "choose" }
  | { readonly name: "sending"; readonly words: string; readonly share: number | null }
  | { readonly name: "preview"; readonly file: File; readonly report: Report }
  | { readonly name: "done"; readonly report: Report };

const COUNTS = [
  "columns",
  "cards",
  "archived",
  "labels",
  "people",
  "checklists",
  "comments",
  "fields",
] as const;

export default function ImportPage() {
  const [stage, setStage] = useState<Stage>({ name: "choose" });
  const [problem, setProblem] = useState("");

  const send = async (file: File, path: string, words: string): Promise<Report | null> => {
    setProblem("");
    setStage({ name: "sending", words, share: 0 });
    try {
      // Sent whole, the server still works on it: then the share is not known.
      const answer = await upload(path, file, (share) =>
        setStage({ name: "sending", words, share: share < 1 ? share : null }),
      );
      return answer !== null && typeof answer === "object" ? { ...answer } : {};
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error.message);
      setStage({ name: "choose" });
      return null;
    }
  };
  const preview = async (file: File) => {
    const report = await send(file, "/api/imports/preview", `Reading ${file.name}`);
    if (report !== null) setStage({ name: "preview", file, report });
  };
  const bring = async (file: File) => {
    const report = await send(file, "/api/imports", `Importing ${file.name}`);
    if (report !== null) setStage({ name: "done", report });
  };

  return (
    <PlainPage title="Import a board">
      {stage.name === "choose" && <Chooser onFile={(file) => void preview(file)} />}
      {stage.name === "sending" && (
        <div class="import-sending" role="status">
          <p>{stage.words}…</p>
          <progress
            class="progress"
            aria-label={stage.words}
            {...(stage.share === null ? {} : { value: stage.share, max: 1 })}
          />
        </div>
      )}
      {stage.name === "preview" && (
        <section aria-label="Preview">
          <Counts report={stage.report} />
          <div class="buttons">
            <button type="button" class="button is-primary" onClick={() => void bring(stage.file)}>
              Import
            </button>
            <button type="button" class="button" onClick={() => setStage({ name: "choose" })}>
              Choose another file
            </button>
          </div>
        </section>
      )}
      {stage.name === "done" && (
        <section aria-label="Report">
          <p>Imported.</p>
          <Counts report={stage.report} />
          <div class="buttons">
            <a class="button is-primary" href={boardPath(String(stage.report["board"]))}>
              Open the board
            </a>
          </div>
        </section>
      )}
      {problem !== "" && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
    </PlainPage>
  );
}

function Chooser({ onFile }: { readonly onFile: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  return (
    <label
      class={isOver ? "drop is-over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      <strong>Choose a Trello export, or drop it here</strong>
      <span class="hint">In Trello: Show menu, More, Print and export, Export as JSON.</span>
      <input
        type="file"
        accept=".json,application/json"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}

function Counts({ report }: { readonly report: Report }) {
  const warnings = Array.isArray(report["warnings"]) ? report["warnings"].map(String) : [];
  return (
    <>
      {typeof report["name"] === "string" && <h2>{report["name"]}</h2>}
      <dl class="counts">
        {COUNTS.map((key) => {
          const count = report[key];
          if (typeof count !== "number") return null;
          return (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{count}</dd>
            </div>
          );
        })}
      </dl>
      {warnings.length > 0 && (
        <>
          <h3>What could not be taken as it was</h3>
          <ul class="warnings">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
