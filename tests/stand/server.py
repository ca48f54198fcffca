"""moto's server on loopback, in a thread of the tests' process."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from tests.stand.snapshot import Snapshot
from tests.stand.wire import Call, Fault, Wire

_POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"  # AWS's own
_IMAGES = "MOTO_EC2_LOAD_DEFAULT_AMIS"  # machine images, from a large file; nothing here needs one


class Server:
    """One AWS for all: accounts and regions are told apart by credentials and by the signature of each call.

    AWS's managed policies are there in one account and in the partition aws: moto reads them anew for each other one.
    """

    def __init__(self) -> None:
        # Imported here: collecting tests needn't wait for it.
        from moto.core import responses
        from moto.core.models import DEFAULT_ACCOUNT_ID
        from moto.core.utils import method_names_from_class
        from moto.iam.models import iam_backends
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

        self._before = {name: os.environ.get(name) for name in (_POLICIES, _IMAGES)}
        os.environ.update({_POLICIES: "true", _IMAGES: "false"})
        iam_backends[DEFAULT_ACCOUNT_ID]["aws"]  # is made now, with the policies
        os.environ[_POLICIES] = "false"
        self._empty = Snapshot()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        dispatcher = DomainDispatcherApplication(create_backend_app)
        # It looks through moto's folders and patterns for each call: a third of the time of a call.
        dispatcher.get_backend_for_host = cache(dispatcher.get_backend_for_host)  # type: ignore[method-assign]
        responses.method_names_from_class = cache(method_names_from_class)  # type: ignore[attr-defined] # for each call as well
        self._wire = Wire(dispatcher)
        self._server = make_server("127.0.0.1", 0, self._wire, threaded=True, request_handler=MotoRequestHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="moto", daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        """The address for AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def calls(self) -> list[Call]:
        """All calls since the last reset or restore, or since a test cleared the list."""
        return self._wire.calls

    @contextmanager
    def answering(self, fault: Callable[[Call], Fault | None]) -> Iterator[None]:
        """Answer calls with an error of AWS's where `fault` returns one, and let the others through."""
        self._wire.fault = fault
        try:
            yield
        finally:
            self._wire.fault = None

    def reset(self) -> None:
        """Forget everything."""
        self.restore(self._empty)

    def snapshot(self) -> Snapshot:
        """Remember what exists, in every account and region."""
        return Snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to what existed then, and forget the calls."""
        snapshot.restore()
        self.calls.clear()

    def close(self) -> None:
        """End the server and its thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
