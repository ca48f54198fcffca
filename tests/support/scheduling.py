"""Which tests run in the same process: those of a file, and those of folders that share something costly."""

from xdist.scheduler.loadfile import LoadFileScheduling

# By the start of the path: each process would start moto anew, and build the same runners there, which takes 5 seconds.
TOGETHER = {"tests/doctor/": "moto", "tests/stand/": "moto"}


class Scheduling(LoadFileScheduling):  # type: ignore[misc] # xdist has no types
    """File by file, with some folders as if they were one file."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((scope for folder, scope in TOGETHER.items() if file.startswith(folder)), file)
