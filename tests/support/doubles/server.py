"""A gRPC server for one plugin process, and the pipe that keeps the process alive.

Terraform asks a provider some hundred short questions in a plan. grpcio's own server passes each one from thread to thread, with
locks and futures that cost several times what an answer does; here one thread takes the events of its core and answers.
"""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grpc._cython import cygrpc  # type: ignore[import-untyped]

from tests.support.doubles.servicer import Servicer

_CALL = "a call"


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
        self._methods = {
            f"/tfplugin6.Provider/{name}".encode(): _answer(function, request)
            for name, (function, request) in servicer.methods().items()
        }
        self._methods[b"/plugin.GRPCController/Shutdown"] = self._goodbye
        self._socket = pipe.process.with_suffix(".sock")
        self._events = cygrpc.CompletionQueue()
        self._server = cygrpc.Server((), False)
        self._server.register_completion_queue(self._events)
        self._server.add_http2_port(f"unix:{self._socket}".encode())
        self._server.start()
        self._thread = threading.Thread(target=self._serve, name="double", daemon=True)
        self._thread.start()
        pipe.tell(f"1|6|unix|{self._socket}|grpc|")

    def stop(self) -> None:
        """End the server, and with it the process."""
        self._pipe.close()
        self._server.shutdown(self._events, "stopped")
        self._server.cancel_all_calls()
        self._thread.join()
        self._server.destroy()
        self._socket.unlink(missing_ok=True)

    def _serve(self) -> None:
        """Take the core's events one by one: a call, its message, and that it was answered."""
        due = 1 + self._ask_for_a_call()  # the first is that the server has stopped
        while due:
            event = self._events.poll(None)
            due -= 1
            if event.tag == _CALL and event.success:
                due += self._ask_for_a_call() + self._ask_for_the_message(event)
            elif callable(event.tag):
                due += event.tag(event)
            del event  # before the next poll: a call is over when nothing holds it

    def _ask_for_a_call(self) -> int:
        self._server.request_call(self._events, self._events, _CALL)
        return 1

    def _ask_for_the_message(self, asked: Any) -> int:
        call, method = asked.call, asked.call_details.method

        def answer(event: Any) -> int:
            (received,) = event.batch_operations
            call.start_server_batch(self._replies(method, received.message()), "answered")
            return 1

        call.start_server_batch((cygrpc.ReceiveMessageOperation(0),), answer)
        return 1

    def _replies(self, method: bytes, message: bytes | None) -> tuple[Any, ...]:
        """Answer a message; None stands for a call that was cancelled before it came."""
        status, said, answer = cygrpc.StatusCode.ok, b"", None
        if method not in self._methods:
            status, said = cygrpc.StatusCode.unimplemented, b"Method not found!"
        elif message is not None:
            try:
                answer = self._methods[method](message)
            except Exception as error:  # Terraform reports it as the provider's
                logging.getLogger(__name__).exception("%s failed", method.decode())
                status, said = cygrpc.StatusCode.unknown, f"{type(error).__name__}: {error}".encode()
        return (
            cygrpc.SendInitialMetadataOperation(None, 0),
            *(() if answer is None else (cygrpc.SendMessageOperation(answer, 0),)),
            cygrpc.SendStatusFromServerOperation(None, status, said, 0),
            cygrpc.ReceiveCloseOnServerOperation(0),
        )

    def _goodbye(self, message: bytes) -> bytes:
        """Let the process end by itself: Terraform waits for that before it goes on."""
        del message
        self._pipe.close()
        return b""


def _answer(function: Callable[[Any], Any], request: Any) -> Callable[[bytes], bytes]:
    def answer(message: bytes) -> bytes:
        answered: bytes = function(request.FromString(message)).SerializeToString()
        return answered

    return answer
