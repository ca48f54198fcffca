"""The doctor gets an issuer's documents over HTTPS with a certificate that the machine trusts, and over nothing else."""

import http.server
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.doctor.web import WebError, fetch

ANSWERS = {"/keys": b'{"keys": []}', "/list": b"[]", "/page": b"<html>"}


class Handler(http.server.BaseHTTPRequestHandler):
    """An issuer."""

    def do_GET(self) -> None:
        """Answer."""
        body = ANSWERS.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for localhost, and its key in the same file."""
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, *names, "-keyout", file, "-out", f"{file}.crt"], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def address(certificate: Path) -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_json_is_read_where_the_certificate_is_trusted(address: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"{address}/keys") == json.loads(ANSWERS["/keys"])
    for path, message in (
        ("/x", "returns 404"),
        ("/list", "doesn't return a JSON object"),
        ("/page", "doesn't return JSON"),
    ):
        with pytest.raises(WebError, match=message):
            fetch(f"{address}{path}")


def test_a_certificate_that_nobody_trusts_is_refused(address: str) -> None:
    with pytest.raises(WebError, match=r"can't be reached from here: .*CERTIFICATE_VERIFY_FAILED"):
        fetch(f"{address}/keys")


@pytest.mark.parametrize("url", ["http://localhost/keys", "file:///etc/passwd", "None"])
def test_anything_but_https_is_refused(url: str) -> None:
    with pytest.raises(WebError, match="is not an https:// address"):
        fetch(url)


def test_a_host_that_does_not_answer_is_said() -> None:
    with pytest.raises(WebError, match=r"https://localhost:9/keys can't be reached"):
        fetch("https://localhost:9/keys")
