"""Print the folder of the subset, for MYPYPATH."""

import sys

from . import subset

if __name__ == "__main__":
    sys.stdout.write(f"{subset() or ''}\n")
