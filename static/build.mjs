/**
 * Bundles the page into the server's package, with each file's hash in its name, and the service worker at its fixed one.
 *
 * New files are written before index.html names them and old ones are removed after, so a page
 * that is loaded meanwhile finds either all of the old files or all of the new ones.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { laterModules, sharedFiles } from "./chunks.mjs";
import { lightYjs } from "./light_yjs.mjs";

const source = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../server/kanverge/static/", import.meta.url));

const shared = {
  absWorkingDir: source,
  outdir: target,
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  minify: true,
  write: false,
};
const FIRST = "main.tsx";
const PAGE_HANDS = "views/page_hands.ts";

/**
 * Ties every module that is fetched later to the first one, whose files are there by then, and to what it shares with others
 * (chunks.mjs): else each combination of views that share a module would be a file of its own.
 */
function tied(found) {
  const files = sharedFiles(found, FIRST, PAGE_HANDS);
  const modules = laterModules(found);
  const importing = (paths) => paths.map((path) => `import ${JSON.stringify(path)};`).join("");
  return {
    name: "tied",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
      onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
        contents: importing(files[Number(path.slice("shared:".length))].modules.map((one) => `./${one}`)),
        resolveDir: source,
      }));
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const name = relative(source, path);
        if (!modules.has(name)) return undefined;
        const shared = files.flatMap(({ users }, at) => (users.includes(name) ? [`shared:${at}`] : []));
        const contents = importing([join(source, FIRST), ...shared]) + (await readFile(path, "utf8"));
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}

/** The client fetches what edits by itself; the page has it among what it fetches anyway, and brings it. */
const gathered = {
  name: "gathered",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/editing\.ts$/ }, ({ kind, importer }) =>
      kind === "dynamic-import" && importer.endsWith("/clients/js/edits/later.ts")
        ? { path: join(source, PAGE_HANDS) }
        : undefined,
    );
  },
};

/**
 * What Yjs brings along for other places than a page: a logger that draws in colour on every kind of console, and the
 * finding out where it runs.
 */
const QUIET = {
  logging:
    "export const warn = (...words) => console.warn(...words); export const print = warn; export const UNCOLOR = '', ORANGE = '', BOLD = '', UNBOLD = '', BLUE = '', GREY = '', RED = '', PURPLE = '', GREEN = '';",
  environment: "export const isBrowser = true; export const getVariable = () => null;",
};
const quiet = {
  name: "quiet",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(lib0|\.)\/(logging|environment)(\.js)?$/ }, ({ path, importer }) => {
      if (!/lib0|yjs/.test(importer)) return undefined;
      return { path: path.includes("logging") ? "logging" : "environment", namespace: "quiet" };
    });
    onLoad({ filter: /.*/, namespace: "quiet" }, ({ path }) => ({ contents: QUIET[path] }));
  },
};
const light = {
  name: "light",
  setup({ onLoad }) {
    onLoad({ filter: /\/yjs\/dist\/yjs\.mjs$/ }, async ({ path }) => ({
      contents: lightYjs(await readFile(path, "utf8")),
    }));
  },
};
const bundled = (plugins) =>
  build({
    ...shared,
    entryPoints: [FIRST, "css/main.css"],
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    // The server names the map of each file in its answer: not in the file, where every browser would fetch the name.
    sourcemap: "external",
    metafile: true,
    plugins: [...plugins, gathered, quiet, light],
  });
const { outputFiles, metafile } = await bundled([tied((await bundled([])).metafile)]);

const outputs = Object.entries(metafile.outputs);
const hashed = new Map(
  outputs.flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[entryPoint, basename(path)]],
  ),
);
// What every file shares is one file, and then the first module only imports it: the shell names that file itself.
for (const [path, { entryPoint, inputs, imports }] of outputs) {
  const [only, ...more] = imports.filter(({ kind }) => kind === "import-statement");
  if (entryPoint !== FIRST || Object.values(inputs).some(({ bytesInOutput }) => bytesInOutput > 0)) continue;
  if (only === undefined || more.length > 0)
    throw new Error(`${path} imports several files: is a view not tied to it?`);
  hashed.set(entryPoint, basename(only.path));
}
// What comes with the hands of the page is asked for with them, and not only once they have come and name it.
const imported = metafile.outputs[outputs.find(([, { entryPoint }]) => entryPoint === PAGE_HANDS)[0]].imports;
const beside = imported.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
hashed.set("beside", beside.filter((name) => name !== hashed.get(FIRST)).join(" "));
const shell = (await readFile(join(source, "index.html"), "utf8")).replace(/\{\{(.+?)\}\}/g, (_, entry) => {
  const name = hashed.get(entry);
  if (name === undefined) throw new Error(`index.html names ${entry}, which is not an entry of the build`);
  return name;
});

// Everything the page may need without a network, named in the service worker: another file, another worker.
const assets = outputs.map(([path]) => basename(path)).filter((name) => !name.endsWith(".map"));
const version = createHash("sha256").update(shell).update(assets.sort().join()).digest("hex").slice(0, 16);
const worker = await build({
  ...shared,
  entryPoints: ["sw.ts"],
  define: {
    ASSETS: JSON.stringify(assets.map((name) => `/static/${name}`)),
    VERSION: JSON.stringify(version),
  },
});

await mkdir(target, { recursive: true });
const files = [...outputFiles, ...worker.outputFiles];
for (const file of files) await writeFile(file.path, file.contents);
await writeFile(join(target, "index.html"), shell);
const kept = new Set(["index.html", ...files.map((file) => relative(target, file.path))]);
for (const name of await readdir(target))
  if (!kept.has(name)) await rm(join(target, name), { recursive: true });
