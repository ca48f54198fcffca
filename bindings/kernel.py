"""Talk to jsii's kernel without waiting for each answer: Node works while Python goes on.

CDKTF's classes live in a Node process. jsii sends a message there for each new object and each call of a method, and waits
for the answer; that takes most of the time of a synth. But most answers are known beforehand: a new object gets the next
number, and a method such as `add_override` returns nothing. Here such messages are sent and not waited for. The answers are
read, and compared with what was expected, once an answer is needed that isn't known.

So an error of Node's is raised by a later call than the one it is about; a note tells which one that was. Where an object
could not be made, those made after it have other numbers than expected: then nothing can be asked of jsii any more.
"""

import atexit
import json
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from queue import SimpleQueue
from subprocess import Popen
from threading import Thread
from types import FrameType
from typing import Any, cast

from jsii import _reference_map, _runtime, _stack_trace
from jsii._kernel import _callback_till_result
from jsii._kernel.providers.process import ProcessProvider, _CallbackResponse, _NodeProcess, _ProcessResponse, jdefault, ohook
from jsii._kernel.types import CreateRequest, CreateResponse, InvokeRequest, InvokeResponse, LoadRequest, LoadResponse, ObjRef
from jsii._utils import memoized_property
from jsii.errors import ErrorType, JavaScriptError, JSIIError

from bindings import SWITCH
from bindings.node import Node

_WITHOUT_RESULT = {"addOverride", "overrideLogicalId"}
_NUMBER = re.compile(rb'"\$jsii\.byref":"[^"]*@(\d+)"')
_FIRST_NUMBER = 10000
_GENERATED = ("bindings", "cdktf", "constructs", "jsii")


def use(start: Callable[[], Node]) -> None:
    """Let jsii talk to the process that `start` gives."""
    _runtime.kernel.provider = Provider(start)


@dataclass(frozen=True)
class _Sent:
    """A message whose answer is still to be read."""

    response: type
    reference: ObjRef | None  # what a new object is expected to be called
    places: tuple[tuple[str, int], ...]

    def is_answered_by(self, answer: Any) -> bool:
        return bool(answer == self.reference) if self.reference else answer.get("result") is None


class Process(_NodeProcess):
    """jsii's end of the socket."""

    def __init__(self, node: Node) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._node = node
        self._process = cast("Popen[bytes]", node)  # of which jsii uses the two files
        self._sent: deque[_Sent] = deque()
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        # Answers are taken at once, or Node would wait for its socket to be read, and Python for Node.
        Thread(target=self._listen, name="jsii", daemon=True).start()
        self._number = _FIRST_NUMBER
        self._end: Exception | None = None
        self._is_greeted = False
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the process. Errors in what nobody wanted to know any more are lost, as all is that wasn't synthesized."""
        atexit.unregister(self.stop)
        if self._node.is_of_this_process:
            with suppress(Exception):
                self.settle()
            self._node.stop()

    def send(self, request: Any, response_type: Any) -> Any:
        """Send a message, and wait for its answer as jsii does."""
        self.settle()
        try:
            return super().send(request, response_type)
        except BrokenPipeError as error:
            raise self._ended() from error

    def expect_object(self, fqn: str, message: dict[str, Any]) -> ObjRef:
        """Send a message that makes an object, and tell what it will be called."""
        reference = ObjRef(f"{fqn}@{self._number}")
        self.expect(CreateResponse, message, reference)
        self._number += 1
        return reference

    def expect(self, response: type, message: dict[str, Any], reference: ObjRef | None = None) -> None:
        """Send a message whose answer is known."""
        data = json.dumps(message, default=jdefault).encode() + b"\n"  # raises where jsii would: nothing is sent then
        self._sent.append(_Sent(response, reference, tuple(islice(_places(sys._getframe(1)), 4))))
        with suppress(BrokenPipeError):  # Node has ended, which the next answer tells
            self._node.stdin.write(data)

    def flush(self) -> None:
        """Let Node see what was sent."""
        with suppress(BrokenPipeError):
            self._node.stdin.flush()

    def settle(self) -> None:
        """Read all answers that are due; raises the first error among them."""
        if self._end:
            raise JSIIError(f"jsii can't go on after an error; with {SWITCH}=1 it can.") from self._end
        self.flush()
        if not self._is_greeted:
            self._is_greeted = True
            self.handshake()
        first: Exception | None = None
        while self._sent:
            sent = self._sent.popleft()
            try:
                answer = self._answer(sent)
                if not sent.is_answered_by(answer):
                    raise JSIIError(f"jsii answered {answer!r} instead of {sent.reference!r}")
            except (JSIIError, RuntimeError) as error:
                first = first or _with_places(error, sent)  # the others follow from it
                if sent.reference:
                    self._end = first
        if first:
            raise first

    def _answer(self, sent: _Sent) -> Any:
        message = self._next_message()
        if "ok" in message:
            return message["ok"]
        response: Any = self._serializer.structure(message, cast("Any", _ProcessResponse))
        if isinstance(response, _CallbackResponse):
            return _callback_till_result(_runtime.kernel, response.callback, sent.response)
        kind = JSIIError if response.name == ErrorType.JSII_FAULT.value else RuntimeError
        raise kind(response.error) from JavaScriptError(response.stack)  # type: ignore[no-untyped-call]

    def _next_message(self) -> Any:
        line = self._lines.get()
        if not line:
            self._lines.put(b"")
            raise self._ended()
        for number in _NUMBER.findall(line):
            self._number = max(self._number, int(number) + 1)
        return json.loads(line, object_hook=ohook)

    def _ended(self) -> JSIIError:
        return JSIIError(f"Node has ended, with exit code {self._node.stop()}: is it installed, and new enough?")

    def _listen(self) -> None:
        with suppress(OSError, ValueError):  # closed
            for line in self._node.stdout:
                self._lines.put(line)
        self._lines.put(b"")


class Provider(ProcessProvider):
    """What jsii asks of its kernel; all that isn't known beforehand is asked as ever."""

    def __init__(self, start: Callable[[], Node]) -> None:
        self._start = start

    @memoized_property  # type: ignore[untyped-decorator]
    def _process(self) -> Process:
        return Process(self._start())

    def load(self, request: LoadRequest) -> LoadResponse:
        """Load an assembly, while Python imports the classes that go with it."""
        message = {"api": "load", "name": request.name, "version": request.version, "tarball": request.tarball}
        self._process.expect(LoadResponse, message)
        self._process.flush()
        return LoadResponse(request.name, 0)

    def create(self, request: CreateRequest) -> Any:
        """Make an object. One with methods or interfaces that its class in Node doesn't have is waited for."""
        if request.overrides or request.interfaces != _interfaces(request.fqn) or _stack_trace.is_enabled():
            return super().create(request)
        args = [_without_nulls(arg) for arg in request.args or []]
        message = {"api": "create", "fqn": request.fqn, "args": args, "interfaces": request.interfaces}
        return self._process.expect_object(request.fqn, message)

    def invoke(self, request: InvokeRequest) -> Any:
        """Call a method."""
        if request.method not in _WITHOUT_RESULT or request.objref.interfaces or _stack_trace.is_enabled():
            return super().invoke(request)
        object_ = {"$jsii.byref": request.objref.ref}
        self._process.expect(InvokeResponse, {"api": "invoke", "objref": object_, "method": request.method, "args": request.args})
        return InvokeResponse(None)


@cache
def _interfaces(fqn: str) -> list[str]:
    return [each.__jsii_type__ for each in getattr(_reference_map._types.get(fqn), "__jsii_ifaces__", [])]


def _without_nulls(arg: Any) -> Any:
    """Leave out what a structure doesn't set, which is most of it and means the same to Node."""
    if not isinstance(arg, dict) or "$jsii.struct" not in arg:
        return arg
    struct = arg["$jsii.struct"]
    return {"$jsii.struct": {**struct, "data": {name: value for name, value in struct["data"].items() if value is not None}}}


def _places(frame: FrameType | None) -> Iterator[tuple[str, int]]:
    """List where the code is that led here, the innermost first, without what jsii generated."""
    while frame:
        if not str(frame.f_globals.get("__name__")).startswith(_GENERATED):
            yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def _with_places(error: Exception, sent: _Sent) -> Exception:
    places = ", ".join(f"{file}:{line}" for file, line in sent.places)
    error.add_note(f"That was an earlier call, which was not waited for: {places}. With {SWITCH}=1 each one is.")
    return error
