"""Which tests run in the same process: those of a file, and those of a folder that shares something costly."""

from xdist.scheduler.loadfile import LoadFileScheduling

TOGETHER = ("tests/stand/",)  # each process would start moto anew, and build the same runners there: 5 seconds


class Scheduling(LoadFileScheduling):  # type: ignore[misc] # xdist has no types
    """File by file, with some folders as if they were one file."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)
