"""Package the module: a reproducible archive, and its checksum.

    python -m release.package 1.2.3 [--to FOLDER]

The files are at the root of the archive, so that its address can be used as a module's source.
"""

import argparse
import hashlib
import struct
import sys
import tarfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from release import ReleaseError
from release.artifact import release_files
from release.paths import NAME

_GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])  # deflate, no flags, no time, no system
_BLOCK = 0xFFFF


def archive(files: Mapping[str, str]) -> bytes:
    """Create a .tar.gz of files (text by path) that depends on nothing else.

    All entries have the same owner, mode and time. Only fields of the plain tar format are written, no Python-specific headers.
    """
    stream = BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, text in sorted(files.items()):
            content = text.encode()
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(content), 0o644, 0
            tar.addfile(entry, BytesIO(content))
    return gzip(stream.getvalue())


def gzip(content: bytes) -> bytes:
    """Wrap content as gzip without compressing it.

    Versions and forks of zlib compress to different bytes. Stored blocks are the same everywhere, and at this size, compression
    would hardly shorten a download.
    """
    blocks = [content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK)] or [b""]
    stored = b"".join(struct.pack("<BHH", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block for block in blocks)
    return _GZIP_HEADER + stored + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def write(files: Mapping[str, str], version: str, folder: Path) -> list[Path]:
    """Write the archive and its SHA-256, in the format of `sha256sum --check`."""
    made = folder / f"{NAME}-{version}.tar.gz"
    checksum = made.with_name(f"{made.name}.sha256")
    folder.mkdir(parents=True, exist_ok=True)
    content = archive(files)
    made.write_bytes(content)
    checksum.write_text(f"{hashlib.sha256(content).hexdigest()}  {made.name}\n")
    return [made, checksum]


def main(arguments: list[str]) -> None:
    """Package the committed module, if it equals the generated one."""
    parser = argparse.ArgumentParser(prog="release.package", description="Package the module.")
    parser.add_argument("version")
    parser.add_argument("--to", type=Path, default=Path("build"), metavar="FOLDER")
    given = parser.parse_args(arguments)
    for path in write(release_files(given.version), given.version, given.to):
        print(f"package {path}")  # noqa: T201


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ReleaseError as error:
        sys.exit(f"error: {error}")
