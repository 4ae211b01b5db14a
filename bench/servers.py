"""The servers that are measured, each alone on one core with a board of its own; all else is on the other."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from websockets.sync.client import connect

from bench.dialects import Dialect, Hocuspocus, Kanverge
from kanverge_crdt import codec, statevector
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from kanverge_crdt.parts import PART_BYTES_MAX
from kanverge_crdt.schema import SCHEMA_VERSION

ROOT: Final = Path(__file__).parents[1]
PEERS: Final = ROOT / "bench" / "peers"
CORES: Final = sorted(os.sched_getaffinity(0))
SERVER_CORE, OTHER_CORE = CORES[0], CORES[-1]
START_LIMIT_S: Final = 30.0
STOP_LIMIT_S: Final = 20.0
SEED_LIMIT_S: Final = 60.0
OUR_COMMAND: Final = (sys.executable, "-m", "kanverge")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and how to speak to it."""

    port: int
    process: int
    dialect: Dialect
    way_in: str = ""
    """A link that signs somebody in, once."""
    board: str = ""
    token: str = ""

    def cpu_s(self) -> float:
        """Return the CPU time of all its threads so far."""
        tasks = Path(f"/proc/{self.process}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory_bytes(self) -> int:
        """Return what it holds in memory."""
        resident_pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return resident_pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def kanverge(state: bytes) -> Iterator[Server]:
    """Run ours, with a new store on the other core, serving a board that holds ``state``."""
    with tempfile.TemporaryDirectory(prefix="kanverge-bench-") as folder:
        data = ("--data", f"{folder}/data")
        command = (*OUR_COMMAND, "serve", "--port", "0", *data)
        with _running(command) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline().decode().rpartition(":")[2])
            process.stdout.readline()  # announces the link of the first administrator
            way_in = process.stdout.readline().decode().strip()
            _pin_store(Path(folder, "data", "store").resolve())
            [board] = json.loads(_verb("boards", "--json", *data))
            made = _verb("token", "create", "--board", board["id"], "--role", "editor", "--json", *data)
            dialect = Kanverge(board["id"], json.loads(made)["token"])
            fill(port, dialect, state)
            yield Server(port, process.pid, dialect, way_in, dialect.board, dialect.token)


@contextmanager
def hocuspocus(state: bytes) -> Iterator[Server]:
    """Run Hocuspocus as it comes, with a document that holds ``state`` and no store behind it."""
    _install_peers()
    with tempfile.NamedTemporaryFile(prefix="kanverge-bench-") as file, socket.socket() as probe:
        file.write(state)
        file.flush()
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        probe.close()
        with _running((_node(), "hocuspocus.mjs", str(port), file.name), folder=PEERS) as process:
            _wait_for_port(port)
            yield Server(port, process.pid, Hocuspocus("board"))


@contextmanager
def _running(command: Sequence[str], *, folder: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _verb(*arguments: str) -> str:
    return subprocess.run((*OUR_COMMAND, *arguments), capture_output=True, text=True, check=True).stdout


def _pin_store(home: Path) -> None:
    """Move the store that works in ``home`` to the other core: it was started by the server, on the server's."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or is not ours to look at
            if (process / "cwd").resolve() == home:
                for task in (process / "task").iterdir():
                    os.sched_setaffinity(int(task.name), {OTHER_CORE})


def fill(port: int, dialect: Kanverge, state: bytes) -> None:
    """Send ``state`` as a client does that comes back with a long queue, and wait until it is on disk."""
    url = f"ws://127.0.0.1:{port}/sync/{dialect.board}"
    with connect(url, subprotocols=[codec.SUBPROTOCOL], max_size=None, compression=None) as link:  # type: ignore[list-item]
        hello = codec.Hello(dialect.token, None, SCHEMA_VERSION, 0, statevector.EMPTY, {})
        link.send(codec.encode(hello))
        while not link.recv(SEED_LIMIT_S, decode=False).startswith(dialect.joined):
            pass
        queue = codec.encode(codec.Edit(1, PERSON_CLIENT_IDS.start, "", state))
        # In parts even where one frame would hold it: only then may it have more structs than a single edit.
        pieces = [queue[at : at + PART_BYTES_MAX] for at in range(0, len(queue), PART_BYTES_MAX)]
        for index, piece in enumerate(pieces):
            link.send(codec.encode(codec.Part(1, index, len(pieces), piece)))
        while True:
            match codec.decode(link.recv(SEED_LIMIT_S, decode=False), sender="server"):
                case codec.Saved(1):
                    return
                case codec.Refused() | codec.Missing() | codec.Gone() as answer:
                    raise AssertionError(answer)


def _install_peers() -> None:
    if not (PEERS / "node_modules" / ".package-lock.json").exists():
        print("Installing the peers into bench/peers", flush=True)
        environment = {**os.environ, "PATH": f"{Path(_node()).parent}:{os.environ['PATH']}"}
        npm = shutil.which("npm", path=f"{Path(sys.executable).parent}:{environment['PATH']}")
        assert npm is not None, "npm comes with node"
        subprocess.run((npm, "ci", "--silent"), cwd=PEERS, env=environment, check=True)


def _node() -> str:
    """Return the Node.js of the environment, the same version everywhere."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert node is not None, "make install brings node"
    # The one that pip brings is a script around the real one, whose process is the one to measure.
    found = subprocess.run((node, "-p", "process.execPath"), capture_output=True, text=True, check=True)
    return found.stdout.strip()


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
