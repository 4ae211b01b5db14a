import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../clients/js/test/seeded.ts";
import { laterModules, sharedFiles } from "../chunks.mjs";

interface File {
  readonly modules: readonly string[];
  readonly users: readonly string[];
}

interface Graph {
  readonly [path: string]: {
    readonly bytes: number;
    readonly imports: readonly string[];
    readonly later?: readonly string[];
  };
}

/** As esbuild tells it. */
function metafile(graph: Graph) {
  const entries = Object.entries(graph);
  const imported = (paths: readonly string[], kind: string) => paths.map((path) => ({ path, kind }));
  return {
    inputs: Object.fromEntries(
      entries.map(([path, { imports, later = [] }]) => [
        path,
        { imports: [...imported(imports, "import-statement"), ...imported(later, "dynamic-import")] },
      ]),
    ),
    outputs: {
      all: {
        inputs: Object.fromEntries(entries.map(([path, { bytes }]) => [path, { bytesInOutput: bytes }])),
      },
    },
  };
}

const filesOf = (graph: Graph): readonly File[] => sharedFiles(metafile(graph), "main", "hands");
const fileWith = (files: readonly File[], path: string) =>
  files.find(({ modules }) => modules.includes(path));

const LATER = ["hands", "timeline", "calendar", "history"];
const first = (imports: readonly string[] = []) => ({ bytes: 100_000, imports, later: LATER });

test("what few bytes are shared of are one file, and what is there before is in none", () => {
  const files = filesOf({
    main: first(["known"]),
    known: { bytes: 10, imports: [] },
    hands: { bytes: 90_000, imports: ["keys", "menu", "known"] },
    timeline: { bytes: 9_000, imports: ["keys", "axis", "known"] },
    calendar: { bytes: 9_000, imports: ["menu", "axis"] },
    history: { bytes: 9_000, imports: ["own"] },
    keys: { bytes: 300, imports: [] },
    menu: { bytes: 300, imports: [] },
    axis: { bytes: 300, imports: [] },
    own: { bytes: 300, imports: [] },
  });
  assert.deepEqual(
    fileWith(files, "keys")
      ?.modules.filter((path) => path !== "axis")
      .toSorted(),
    ["keys", "menu"],
  );
  assert.deepEqual(fileWith(files, "keys")?.users, ["calendar", "hands", "timeline"]);
  assert.equal(fileWith(files, "known"), undefined);
  assert.equal(fileWith(files, "own"), undefined, "who alone needs it has it");
});

test("nobody waits for much that others share", () => {
  const files = filesOf({
    main: first(),
    hands: { bytes: 90_000, imports: ["keys"] },
    timeline: { bytes: 9_000, imports: ["keys"] },
    calendar: { bytes: 9_000, imports: ["keys", "told"] },
    history: { bytes: 9_000, imports: ["keys", "told"] },
    keys: { bytes: 300, imports: [] },
    told: { bytes: 12_000, imports: [] },
  });
  assert.deepEqual(fileWith(files, "told"), { modules: ["told"], users: ["calendar", "history"] });
});

test("every module is in one file, and whoever fetches a file fetches what it imports", () => {
  const random = seeded(7);
  for (let round = 0; round < 30; round += 1) {
    const names = Array.from({ length: 40 }, (_, at) => `module ${at}`);
    const some = (from: readonly string[], share: number) => from.filter(() => random() < share);
    const graph: Graph = {
      main: first(some(names.slice(30), 0.2)),
      ...Object.fromEntries(LATER.map((path) => [path, { bytes: 5_000, imports: some(names, 0.3) }])),
      ...Object.fromEntries(
        names.map((path, at) => [
          path,
          { bytes: Math.floor(random() * 9_000), imports: some(names.slice(at + 1), 0.05) },
        ]),
      ),
    };
    const files = filesOf(graph);
    const all = files.flatMap(({ modules }) => modules);
    assert.equal(new Set(all).size, all.length);
    for (const { modules, users } of files)
      for (const path of modules.flatMap((path) => graph[path]?.imports ?? [])) {
        const needed = fileWith(files, path);
        if (needed !== undefined)
          for (const user of users) assert.ok(needed.users.includes(user), `${user} needs ${path}`);
      }
    for (const user of LATER)
      for (const path of graph[user]?.imports ?? [])
        assert.ok(fileWith(files, path)?.users.includes(user) ?? true, `${user} imports ${path}`);
  }
});

test("what is imported by a call is fetched later", () => {
  assert.deepEqual(
    [...laterModules(metafile({ main: first(), hands: { bytes: 1, imports: [] } }))],
    LATER.toSorted(),
  );
});
