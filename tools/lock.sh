#!/bin/sh
# Locks the packages of both Pipfiles. pipenv writes the address of the package index into the lock file; this script removes it:
# pip's own configuration determines the index, and hashes identify the packages.
set -eu
cd "$(dirname "$0")/.."
for pipfile in Pipfile tools/checkov/Pipfile; do
    echo "lock    $pipfile"
    PIPENV_PIPFILE="$PWD/$pipfile" PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_VENV_IN_PROJECT=1 .venv/bin/pipenv lock >/dev/null
    .venv/bin/python - "$pipfile.lock" <<'END'
import json, pathlib, sys
path = pathlib.Path(sys.argv[1])
lock = json.loads(path.read_text())
lock["_meta"]["sources"] = []
for category in ("default", "develop"):
    for package in lock[category].values():
        package.pop("index", None)
path.write_text(json.dumps(lock, indent=4, sort_keys=True) + "\n")
END
done
