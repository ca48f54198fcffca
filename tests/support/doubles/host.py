"""The place where doubles live: gRPC servers in this process, and the mirror from which Terraform starts them.

The "binary" in the mirror is a small shell script. It writes down who it is and where it was started, waits for its
double, and prints the line by which Terraform finds the double's socket. It ends when this process closes its pipe:
after Terraform's goodbye, at the end of the run, or with the death of this process.
"""

import os
import shlex
import shutil
import tempfile
import threading
from pathlib import Path
from typing import IO

from tests.support.doubles.aws.account import Account
from tests.support.doubles.names import names_in
from tests.support.doubles.orchestrator.api import Api
from tests.support.doubles.providers import Provider, providers
from tests.support.doubles.server import Pipe, Server
from tests.support.doubles.servicer import Call, Servicer

RUN = "DOUBLES_RUN"  # the variable that tells a double which run it belongs to
ACCOUNT = "123456789012"

_SCRIPT = """#!/bin/sh
me={root}/$$
mkfifo "$me.pipe"
printf '%s\\n' {values} > "$me.request"
echo "$$" > {root}/control
exec 3< "$me.pipe"
read -r line <&3
printf '%s\\n' "$line"
read -r line <&3
"""
_PASSED_ON = ("PWD", "TF_DATA_DIR", RUN)


class Run:
    """What one test has to do with the doubles: the account and the API that they play in, and all that they were asked."""

    def __init__(self, id_: str, account: str, folder: Path) -> None:
        self.id, self.account, self.orchestrator, self.folder = id_, Account(account), Api(), folder
        self.processes: list[int] = []  # the plugin processes that were ever started
        self._servicers: list[Servicer] = []
        self._servers: list[Server] = []

    @property
    def calls(self) -> list[Call]:
        """Every call of every double so far, one double after the other."""
        return [call for servicer in self._servicers for call in servicer.calls]

    def serve(self, servicer: Servicer, pipe: Pipe) -> None:
        """Start a double."""
        self.processes.append(int(pipe.process.name))
        self._servicers.append(servicer)
        self._servers.append(Server(servicer, pipe))

    def end(self) -> None:
        """End the doubles that Terraform has done with, or has left running."""
        while self._servers:
            self._servers.pop().stop()

    def close(self) -> None:
        """End it all, and remove the files."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)  # a second time it is gone


class Host:
    """Starts a fresh double for each plugin process that Terraform starts.

    `registry` is the host under which the mirror has them: the one at which the program looks for sources without a host.
    """

    def __init__(self, registry: str) -> None:
        self._registry = registry
        _sweep(Path(tempfile.gettempdir()))
        self.root = Path(tempfile.mkdtemp(prefix=f"doubles-{os.getpid()}-"))
        self._providers = {provider.source: provider for provider in providers()}
        self._runs: dict[str, Run] = {}
        self._mirrors: dict[tuple[tuple[str, tuple[str, ...]], ...], Path] = {}
        os.mkfifo(self.root / "control")
        self._control: IO[str] = os.fdopen(os.open(self.root / "control", os.O_RDWR), "r")
        self._thread = threading.Thread(target=self._listen, name="doubles", daemon=True)
        self._thread.start()

    def run(self, account: str = ACCOUNT) -> Run:
        """Begin a run: processes with its id in their environment get doubles that belong to it."""
        id_ = str(len(self._runs) + 1)
        run = self._runs[id_] = Run(id_, account, self.root / f"run{id_}")
        run.folder.mkdir()
        return run

    def mirror(self, versions: dict[str, list[str]] | None = None) -> Path:
        """Return a filesystem mirror that offers every provider, in its own version or in those given by source."""
        if unknown := {*(versions or {})} - {*self._providers}:
            raise KeyError(
                f"no double has the source {', '.join(unknown)}; there are {', '.join(self._providers)}, without a host"
            )
        offered = {source: tuple((versions or {}).get(source, it.versions)) for source, it in self._providers.items()}
        key = tuple(offered.items())
        if key not in self._mirrors:
            self._mirrors[key] = self._make_mirror(self.root / f"mirror{len(self._mirrors)}", offered)
        return self._mirrors[key]

    def close(self) -> None:
        """End every double and remove every file."""
        (self.root / "control").write_text("end\n", encoding="utf-8")
        self._thread.join()
        self._control.close()
        for run in self._runs.values():
            run.close()
        shutil.rmtree(self.root)

    def _make_mirror(self, folder: Path, offered: dict[str, tuple[str, ...]]) -> Path:
        for source, versions in offered.items():
            script = self._script(self._providers[source])
            for version in versions:
                name = f"terraform-provider-{source.split('/')[-1]}_v{version}"
                binary = folder / self._registry / source / version / _platform() / name
                binary.parent.mkdir(parents=True)
                binary.write_text(script, encoding="utf-8")
                binary.chmod(0o755)
        return folder

    def _script(self, provider: Provider) -> str:
        variables = [f'"{name}=${name}"' for name in (*_PASSED_ON, *provider.env)]
        values = [shlex.quote(f"SOURCE={provider.source}"), *variables]
        return _SCRIPT.format(root=shlex.quote(str(self.root)), values=" ".join(values))

    def _listen(self) -> None:
        for line in self._control:
            if line.strip() == "end":
                return
            threading.Thread(target=self._start, args=[self.root / line.strip()]).start()

    def _start(self, process: Path) -> None:
        """Give a process its double; where that fails, the closed pipe ends the process, and Terraform says so."""
        with Pipe(process) as pipe:
            request = process.with_suffix(".request")
            given = dict(line.split("=", 1) for line in request.read_text(encoding="utf-8").splitlines())
            request.unlink()
            run, provider = self._runs.get(given[RUN]), self._providers[given["SOURCE"]]
            if run is None:  # a process that got here without the environment of a run
                pipe.close()
                return
            folder = Path(given["PWD"])
            names = names_in(folder, folder / (given["TF_DATA_DIR"] or ".terraform"))
            run.serve(Servicer(provider, provider.play(run.account, run.orchestrator), names, given), pipe)


def _sweep(folder: Path) -> None:
    """Remove what test processes left that were killed."""
    for left in folder.glob("doubles-*-*"):
        process = left.name.split("-")[1]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)  # it may be another user's


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


def _platform() -> str:
    machine = os.uname().machine
    return f"{os.uname().sysname.lower()}_{ {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(machine, machine) }"
