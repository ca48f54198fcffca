"""The provider's schema, taken from the installed CDKTF bindings and kept in a small database.

Reading and understanding the whole tarball of the AWS bindings takes a few seconds. It happens once for each version
of the bindings and of the code that reads them; after that a schema is one look-up.
"""

import base64
import fcntl
import hashlib
import json
import re
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from release.paths import PROJECT
from tests.support.doubles.model import Block, block_from_json
from tests.support.doubles.typescript import block_of

CACHE = PROJECT / ".cache" / "doubles"

_CODE = ("bindings.py", "model.py", "typescript.py")
_MODULE = re.compile(r"package/lib/([^/]+)/(?:index-structs/)?(?:index|structs\d+)\.js")
_DECLARED = re.compile(r"extends cdktf\.Terraform(Resource|DataSource|Provider) \{.*?tfResourceType = \"(\w+)\"", re.DOTALL)
_SOURCE_MAP = b"sourceMappingURL=data:application/json;base64,"


@dataclass(frozen=True)
class Bindings:
    """The bindings of one provider, by the name of their Python distribution."""

    distribution: str
    cache: Path = CACHE

    @cached_property
    def version(self) -> str:
        """The version of the Python package."""
        return metadata.version(self.distribution)

    @cached_property
    def provider(self) -> tuple[str, str]:
        """The source without a host, and the version, of the provider that the bindings were generated from."""
        source, version = json.loads(self._stored(["//provider"])["//provider"])
        return source.partition("/")[2], version

    @cached_property
    def config(self) -> Block:
        """The schema of the provider block."""
        return self.schemas(["provider"])["provider"]

    def schemas(self, names: Iterable[str]) -> dict[str, Block]:
        """Return the schemas of those types that exist, such as `aws_iam_role` and `data.aws_iam_policy_document`."""
        return {name: block_from_json(json.loads(text)) for name, text in self._stored(sorted(names)).items()}

    def _stored(self, names: list[str]) -> dict[str, str]:
        with closing(sqlite3.connect(self._database)) as database:
            marks = ",".join("?" * len(names))
            query = f"SELECT name, schema FROM schemas WHERE name IN ({marks})"  # noqa: S608 - only question marks
            return dict(database.execute(query, names).fetchall())

    @cached_property
    def _database(self) -> Path:
        """Make the database if there is none: under a lock, so that of several test processes one does the work."""
        code = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in _CODE))
        path = self.cache / f"{self.distribution}-{self.version}-{code.hexdigest()[:16]}.sqlite"
        path.parent.mkdir(parents=True, exist_ok=True)
        with (path.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                self._make(path)
        return path

    def _make(self, path: Path) -> None:
        made = path.with_suffix(".making")
        made.unlink(missing_ok=True)  # of a process that died
        with closing(sqlite3.connect(made)) as database, database:
            database.execute("CREATE TABLE schemas (name TEXT PRIMARY KEY, schema TEXT NOT NULL)")
            database.executemany("INSERT INTO schemas VALUES (?, ?)", _rows(self._tarball()))
        made.rename(path)

    def _tarball(self) -> Path:
        """Find it beside the installed package, whatever folder of that name comes first on the path."""
        (file,) = (file for file in metadata.files(self.distribution) or [] if file.name.endswith(".jsii.tgz"))
        return Path(str(file.locate()))


@cache
def aws() -> Bindings:
    """Return the bindings of the AWS provider."""
    return Bindings("cdktf-cdktf-provider-aws")


@cache
def random() -> Bindings:
    """Return the bindings of the random provider."""
    return Bindings("cdktf-cdktf-provider-random")


def _rows(tarball: Path) -> Iterable[tuple[str, str]]:
    sources: dict[str, str] = {}
    with tarfile.open(tarball, "r|gz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content and member.name == "package/package.json":
                provider = json.loads(content.read())["cdktf"]["provider"]
                yield "//provider", json.dumps([provider["name"], provider["version"]])
            elif content and (module := _MODULE.fullmatch(member.name)):
                sources[module[1]] = sources.get(module[1], "") + _typescript(content.read())
    for source in sources.values():
        if declared := _DECLARED.search(source):
            kind, type_ = declared.groups()
            name = f"data.{type_}" if kind == "DataSource" else "provider" if kind == "Provider" else type_
            yield name, json.dumps(asdict(block_of(source)))


def _typescript(javascript: bytes) -> str:
    """Return the TypeScript that a file was compiled from: its source map holds it."""
    _, found, encoded = javascript.rpartition(_SOURCE_MAP)
    source_map: dict[str, Any] = json.loads(base64.b64decode(encoded)) if found else {"sourcesContent": []}
    return "\n".join(source_map["sourcesContent"])
