"""A Node process that runs jsii's kernel, and the socket between it and Python."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, TextIO

FOLDER = "node"  # in the folder of the subset
_PROGRAMS = ("program.js", "runtime-index-worker.js")  # the kernel, and what it starts beside itself


def copy_programs(jsii: Path, folder: Path) -> None:
    """Copy the kernel from the installed package `jsii`, which keeps it under other names, to where Node can run it."""
    (folder / FOLDER).mkdir()
    for name in _PROGRAMS:
        shutil.copyfile(jsii / "_embedded" / "jsii" / f"lib__{name}", folder / FOLDER / name)


class Node:
    """The process. It ends with `stop()`, or when the socket is closed.

    The kernel reads and writes file 3. What is printed there is printed here; Node must not have Python's own files for that,
    since it would change how they are written to. jsii itself starts a second process, which passes everything on.
    """

    def __init__(self, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.settimeout(None)  # whatever the program has made the default
        program = str(folder / FOLDER / _PROGRAMS[0])
        # The options are those that jsii gives.
        command = [os.environ.get("JSII_NODE", "node"), "--max-old-space-size=4069", "--preserve-symlinks", program]
        self.process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", 'exec "$0" "$@" 3<&0 0</dev/null', *command],
            stdin=theirs.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "JSII_AGENT": f"Python/{sys.version.split()[0]}"},
        )
        theirs.close()
        self.stdin, self.stdout = ours.makefile("wb"), ours.makefile("rb")
        ours.close()  # the two files keep it open
        self._owner = os.getpid()
        self._printers = [
            Thread(target=_print, args=each, daemon=True)
            for each in ((self.process.stdout, "stdout"), (self.process.stderr, "stderr"))
        ]
        for printer in self._printers:
            printer.start()
        atexit.register(self.stop)  # it may never be asked anything

    @property
    def is_of_this_process(self) -> bool:
        """Tell whether this process started it, and no other that was forked to this one."""
        return self._owner == os.getpid()

    def stop(self) -> int:
        """End the process, and return how it ended. What it still says can be read until then."""
        atexit.unregister(self.stop)
        if not self.is_of_this_process:
            return 0
        with suppress(OSError):  # it has ended already
            self.stdin.write(b'{"exit":0}\n')
            self.stdin.flush()
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        for printer in self._printers:
            printer.join(timeout=5)
        return code


def _print(lines: IO[bytes] | None, name: str) -> None:
    for line in lines or ():
        file: TextIO = getattr(sys, name)
        file.write(line.decode(errors="replace"))
        file.flush()
