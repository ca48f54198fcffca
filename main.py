"""Synthesize all stacks, and generate the Terraform module and parts of its documentation from them."""

import gc

gc.disable()  # all objects are needed until the end: garbage collections would find nothing

import os  # noqa: E402 - imports create many of the objects
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import bindings  # noqa: E402
from release import ReleaseError, machine  # noqa: E402

try:
    machine.prepare()
except ReleaseError as error:
    sys.exit(f"error: {error}")
bindings.use_subset()

from cdktf import App  # noqa: E402 - imports look for the bindings where use_subset() put them

from release import docs  # noqa: E402
from release.paths import PROJECT  # noqa: E402
from stacks import registry  # noqa: E402
from stacks.backend import InvalidBackend, choose_backend  # noqa: E402


def main() -> None:
    """Run the app: as the cdktf CLI does, or by hand."""
    context = machine.context(PROJECT / "cdktf.json")
    backend = choose_backend(context, os.environ)
    app = App(context=context)
    stacks = registry.build(app, backend)
    app.synth()
    written = docs.write(stacks, Path(app.outdir))
    print(f"stacks  {', '.join(stacks)}: {app.outdir}/stacks, with the backend {backend.type}")  # noqa: T201
    print(written)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except (InvalidBackend, ReleaseError) as error:
        sys.exit(f"error: {error}")
    gc.freeze()  # or Python would collect garbage once more at exit
