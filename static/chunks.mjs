/**
 * Finds which modules of what is fetched later share a file.
 *
 * Left to itself, esbuild makes a file of every combination of later files that have a module in common: a view is a dozen
 * requests. One file of all they have in common is the other end: each view waits for what it does not need. So combinations are
 * put together for as long as that saves more in requests than it costs in bytes, counted over everything that is fetched.
 */

/** What a file costs beside its contents, in bytes before compression: the request, and that less of it compresses together. */
const FILE_BYTES = 1_500;
/** So often is fetched what every page fetches, for once that any other is. */
const EVERY = 20;
/** What a byte costs that is fetched anyway, but waited for by who does not need it. */
const WAITING = 0.2;
/** So much that it does not need a view has in one file at most, beside what comes with what every page fetches. */
const UNNEEDED_MAX = 1_000;

/**
 * Returns the files to be: the modules of each, and the later files that it is tied to, so that esbuild makes one of it.
 *
 * `metafile` tells what imports what, `first` is the module that is there before, `every` the later one that every page fetches.
 */
export function sharedFiles({ inputs, outputs }, first, every) {
  const imports = (path) => importsOf(inputs, path, "import-statement");
  const known = reached([first], imports);
  const users = new Map();
  for (const entry of laterModules({ inputs }))
    for (const path of reached([entry], imports))
      if (!known.has(path)) users.set(path, [...(users.get(path) ?? []), entry]);
  return merged(groupsOf(users, sizesIn(outputs), imports), every).map(({ modules, users }) => ({
    modules,
    users: [...users].sort(),
  }));
}

/** Returns the modules that something imports only once it runs. */
export function laterModules({ inputs }) {
  return new Set(
    Object.keys(inputs)
      .flatMap((path) => importsOf(inputs, path, "dynamic-import"))
      .sort(),
  );
}

function importsOf(inputs, path, kind) {
  return (inputs[path]?.imports ?? []).filter((one) => one.kind === kind).map((one) => one.path);
}

function reached(from, next) {
  const found = new Set();
  const todo = [...from];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    todo.push(...next(one));
  }
  return found;
}

function sizesIn(outputs) {
  const sizes = new Map();
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs))
      sizes.set(path, (sizes.get(path) ?? 0) + bytesInOutput);
  return sizes;
}

/** Returns the files as esbuild would make them, of what has several users, each with those that it imports. */
function groupsOf(users, sizes, imports) {
  const groups = new Map();
  for (const [path, by] of users) {
    if (by.length === 1) continue;
    const key = by.join();
    if (!groups.has(key))
      groups.set(key, { modules: [], users: new Set(by), bytes: 0, needs: new Set(), parts: [] });
    const group = groups.get(key);
    group.modules.push(path);
    group.bytes += sizes.get(path) ?? 0;
  }
  for (const group of groups.values()) {
    group.parts.push({ users: group.users, bytes: group.bytes });
    for (const path of group.modules.flatMap(imports)) {
      const needed = groups.get(users.get(path)?.join());
      if (needed !== undefined && needed !== group) group.needs.add(needed);
    }
  }
  return [...groups.values()];
}

function merged(found, every) {
  const cost = ({ bytes, users }) =>
    users.has(every)
      ? EVERY * (bytes + FILE_BYTES) + WAITING * bytes * (users.size - 1)
      : users.size * (bytes + FILE_BYTES);
  const isFit = ({ users, parts }) =>
    users.has(every) || [...users].every((user) => unneeded(parts, user) <= UNNEEDED_MAX);
  const sum = (groups) => groups.reduce((total, group) => total + cost(group), 0);
  let groups = found;
  for (;;) {
    const pairs = groups
      .flatMap((one, at) => groups.slice(at + 1).map((other) => together(one, other)))
      .filter(({ after }) => after.every(isFit));
    const gains = pairs.map(({ before, after }) => sum(before) - sum(after));
    const [best] = pairs.filter((_, at) => gains[at] > 0 && gains[at] === Math.max(...gains));
    if (best === undefined) return groups;
    const { before, after } = best;
    const now = new Map(before.map((group, at) => [group, after[Math.max(0, at - 1)]]));
    groups = [...groups.filter((group) => !now.has(group)), ...after];
    for (const group of groups)
      group.needs = new Set(
        [...group.needs].map((one) => now.get(one) ?? one).filter((one) => one !== group),
      );
  }
}

function unneeded(parts, user) {
  return parts.reduce((sum, { bytes, users }) => sum + (users.has(user) ? 0 : bytes), 0);
}

/** Returns two groups and those that they need, and the same with the two as one: whoever fetches a file fetches what it needs. */
function together(...two) {
  const needs = two.flatMap((group) => [...group.needs]).filter((group) => !two.includes(group));
  const needed = [...reached(needs, (group) => group.needs)].filter((group) => !two.includes(group));
  const users = new Set(two.flatMap((group) => [...group.users]));
  const whole = {
    modules: two.flatMap((group) => group.modules),
    users,
    bytes: two.reduce((sum, { bytes }) => sum + bytes, 0),
    needs: new Set(needs),
    parts: two.flatMap((group) => group.parts),
  };
  const widened = needed.map((group) => ({ ...group, users: new Set([...group.users, ...users]) }));
  return { before: [...two, ...needed], after: [whole, ...widened] };
}
