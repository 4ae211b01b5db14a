/** Bringing a board in from a Trello export: a preview, then the import with its progress, then the report. */

import { useState } from "preact/hooks";
import { Problem } from "../ui/api.ts";
import { boardPath } from "../ui/location.ts";
import { type Share, upload } from "../ui/upload.ts";
import { type Preview, PreviewOf, type Report, ReportOf } from "./import_report.tsx";
import { WorkspacePage } from "./page.tsx";

type Stage =
  | { readonly name: "choose" }
  | { readonly name: "working"; readonly words: string; readonly share: Share }
  | { readonly name: "preview"; readonly file: File; readonly preview: Preview }
  | { readonly name: "done"; readonly report: Report };

export default function ImportPage() {
  const [stage, setStage] = useState<Stage>({ name: "choose" });
  const [problem, setProblem] = useState("");
  /** Files that were given with the one at hand, and come after it. */
  const [queue, setQueue] = useState<readonly File[]>([]);

  const send = async <Answer,>(file: File, path: string, words: string): Promise<Answer | null> => {
    const show = (now: string) => (share: Share) => setStage({ name: "working", words: now, share });
    setProblem("");
    show(`Sending ${file.name}`)(0);
    try {
      return (await upload(path, file, show(`Sending ${file.name}`), show(words))) as Answer;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error.message);
      setStage({ name: "choose" });
      return null;
    }
  };
  const look = async (file: File) => {
    const preview = await send<Preview>(file, "/api/imports/preview", `Reading ${file.name}`);
    if (preview !== null) setStage({ name: "preview", file, preview });
  };
  const begin = ([file, ...rest]: readonly File[]) => {
    setQueue(rest);
    if (file !== undefined) void look(file);
  };
  const onward = (words: string) =>
    queue[0] !== undefined && (
      <button type="button" class="button" onClick={() => begin(queue)}>
        {words} {queue[0].name}
        {queue.length > 1 && ` and ${queue.length - 1} more`}
      </button>
    );
  const bring = async (file: File) => {
    const report = await send<Report>(file, "/api/imports", `Importing ${file.name}`);
    if (report !== null) setStage({ name: "done", report });
  };

  return (
    <WorkspacePage title="Import a board">
      {stage.name === "choose" && <Chooser onFiles={begin} />}
      {stage.name === "working" && (
        <div class="import-working">
          <p role="status">{stage.words}…</p>
          <progress
            class="progress"
            aria-label={stage.words}
            {...(stage.share === null ? {} : { value: stage.share, max: 1 })}
          />
        </div>
      )}
      {stage.name === "preview" && (
        <section aria-label="Preview" class="import-part">
          <PreviewOf preview={stage.preview}>
            <div class="buttons">
              <button type="button" class="button is-primary" onClick={() => void bring(stage.file)}>
                {stage.preview.board === null ? "Import" : "Bring the board up to date"}
              </button>
              {onward("Skip to")}
              <button type="button" class="button" onClick={() => setStage({ name: "choose" })}>
                Choose another file
              </button>
            </div>
          </PreviewOf>
        </section>
      )}
      {stage.name === "done" && (
        <section aria-label="Report" class="import-part">
          <ReportOf report={stage.report} />
          <div class="buttons">
            <a class="button is-primary" href={boardPath(stage.report.board)}>
              Open the board
            </a>
            {onward("Go on with")}
            <button type="button" class="button" onClick={() => setStage({ name: "choose" })}>
              Import another
            </button>
          </div>
        </section>
      )}
      {problem !== "" && (
        <p class="notice" role="alert">
          {problem} {stage.name === "choose" && onward("Go on with")}
        </p>
      )}
    </WorkspacePage>
  );
}

function Chooser({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
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
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <strong>Choose Trello exports, or drop them here</strong>
      <span class="hint">In Trello: Show menu, More, Print and export, Export as JSON.</span>
      <input
        type="file"
        accept=".json,application/json"
        multiple
        onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])}
      />
    </label>
  );
}
