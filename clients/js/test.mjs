/**
 * Runs the tests of the TypeScript client under node: `node clients/js/test.mjs [words of a path]`.
 *
 * Each *.test.ts of clients/js and static is bundled by the esbuild that also builds the page, so
 * what is tested is what is shipped; packages stay outside the bundle. The bundles lie in one folder
 * under node_modules, where node finds those packages.
 */

import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const words = process.argv.slice(2);
const tests = globSync("{clients/js,static}/**/*.test.{ts,tsx}", { cwd: root })
  .filter((path) => words.every((word) => path.includes(word)))
  .sort();
if (tests.length === 0) throw new Error(`no test file matches: ${words.join(" ")}`);

const folder = mkdtempSync(join(root, "node_modules", ".client-tests-"));
try {
  buildSync({
    absWorkingDir: root,
    entryPoints: tests,
    outbase: root,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    jsx: "automatic",
    jsxImportSource: "preact",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const bundles = tests.map((path) => join(folder, path.replace(/\.tsx?$/, ".mjs")));
  const run = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-timeout=120000", ...bundles],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
