"""Finds the Chromium that the browser tests drive; run as a module, installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Its headless build first: the same engine and a fifth of the processor time, for it draws no window of its own.
SYSTEM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
INSTALL_TIMEOUT_S = 900
ADVICE = (
    "The browser tests need Chromium. Install the system package `chromium-headless-shell` (Debian) "
    "or `chromium` (Fedora, Arch, Alpine), or name one: KANVERGE_CHROMIUM=/path/of/chrome"
)


class ChromiumMissing(Exception):
    """There is no Chromium, and this says how to get one."""


def find() -> str | None:
    """Return the path of a Chromium: ``$KANVERGE_CHROMIUM``, the system's, or Playwright's own."""
    named = os.environ.get("KANVERGE_CHROMIUM")
    if named is not None:
        if shutil.which(named) is None:
            raise ChromiumMissing(f"KANVERGE_CHROMIUM={named} is not a program")
        return named
    for path in SYSTEM:
        if Path(path).exists():
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """Install Chromium: as root on Debian its headless build, elsewhere Playwright's own for this user."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quietly("apt-get", "update", "-q")
        quietly("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium-headless-shell")
    else:
        quietly(sys.executable, "-m", "playwright", "install", "chromium")


def quietly(*command: str) -> None:
    """Run one command; what it printed is the error when it fails."""
    step = subprocess.run(
        command,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALL_TIMEOUT_S,
        check=False,
    )
    if step.returncode != 0:
        raise ChromiumMissing(f"{' '.join(command)} failed:\n{step.stdout}")


def start(path: str) -> None:
    """Start a Chromium once, which fails where a system library is missing."""
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    if answer.returncode != 0:
        raise ChromiumMissing(f"{path} does not start:\n{answer.stderr}")


def ensure() -> None:
    """Leave this machine with a Chromium that starts, or raise what is missing."""
    if find() is None:
        print("Installing Chromium for the browser tests")
        install()
    path = find()
    if path is None:
        raise ChromiumMissing("Chromium was installed, but not where it is looked for")
    start(path)


def main() -> int:
    """Ensure there is a Chromium, or name the system package to install."""
    try:
        ensure()
    except ChromiumMissing as error:
        print(f"{error}\n\n{ADVICE}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
