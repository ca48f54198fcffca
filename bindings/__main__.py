"""Print the folder of the subset, for MYPYPATH."""

import sys

from bindings import subset

if __name__ == "__main__":
    sys.stdout.write(f"{subset() or ''}\n")
