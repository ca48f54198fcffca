"""A gRPC server for one plugin process, and the pipe that keeps the process alive."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc  # type: ignore[import-untyped]

from tests.support.doubles.servicer import Servicer


class Pipe:
    """The pipe to a plugin process: it prints what it is told first, and ends when the pipe is closed."""

    def __init__(self, process: Path) -> None:
        self.process = process
        self._path = process.with_suffix(".pipe")
        self._file: int | None = os.open(self._path, os.O_RDWR)  # read as well: opening waits for nobody
        self._lock = threading.Lock()

    def tell(self, line: str) -> None:
        """Have the process print a line."""
        if self._file is not None:
            os.write(self._file, f"{line}\n".encode())

    def close(self) -> None:
        """Let the process end."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
                self._path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error:
            self.close()


class Server:
    """Serves a double until it is stopped."""

    def __init__(self, servicer: Servicer, pipe: Pipe) -> None:
        self._pipe = pipe
        self._pool = ThreadPoolExecutor(max_workers=10)  # as many as Terraform asks at once
        self._server = grpc.server(self._pool)
        methods = {name: _handler(function, request) for name, (function, request) in servicer.methods().items()}
        goodbye = grpc.unary_unary_rpc_method_handler(self._goodbye)
        provider = grpc.method_handlers_generic_handler("tfplugin6.Provider", methods)
        controller = grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": goodbye})
        self._server.add_generic_rpc_handlers((provider, controller))
        self._socket = pipe.process.with_suffix(".sock")
        self._server.add_insecure_port(f"unix:{self._socket}")
        self._server.start()
        pipe.tell(f"1|6|unix|{self._socket}|grpc|")

    def stop(self) -> None:
        """End the server, and with it the process."""
        self._pipe.close()
        self._server.stop(None).wait()
        self._pool.shutdown()
        self._socket.unlink(missing_ok=True)

    def _goodbye(self, request: bytes, context: object) -> bytes:
        """Let the process end by itself: Terraform waits for that before it goes on."""
        del request, context
        self._pipe.close()
        return b""


def _handler(function: Callable[[Any], Any], request: Any) -> Any:
    return grpc.unary_unary_rpc_method_handler(
        lambda message, _: function(message), request.FromString, lambda response: response.SerializeToString()
    )
