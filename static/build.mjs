/**
 * Bundles the page into the server's package, with each file's hash in its name.
 *
 * New files are written before index.html names them and old ones are removed after, so a page
 * that is loaded meanwhile finds either all of the old files or all of the new ones.
 */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../server/kanverge/static/", import.meta.url));
const entries = ["main.tsx", "css/main.css"];

const { outputFiles, metafile } = await build({
  absWorkingDir: source,
  entryPoints: entries,
  entryNames: "[name]-[hash]",
  outdir: target,
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  sourcemap: true,
  metafile: true,
  write: false,
});

const hashed = new Map(
  Object.entries(metafile.outputs).flatMap(([path, output]) =>
    output.entryPoint === undefined ? [] : [[output.entryPoint, basename(path)]],
  ),
);
const shell = (await readFile(join(source, "index.html"), "utf8")).replace(/\{\{(.+?)\}\}/g, (_, entry) => {
  const name = hashed.get(entry);
  if (name === undefined) throw new Error(`index.html names ${entry}, which is not an entry of the build`);
  return name;
});

await mkdir(target, { recursive: true });
for (const file of outputFiles) await writeFile(file.path, file.contents);
await writeFile(join(target, "index.html"), shell);
const kept = new Set(["index.html", ...outputFiles.map((file) => relative(target, file.path))]);
for (const name of await readdir(target))
  if (!kept.has(name)) await rm(join(target, name), { recursive: true });
