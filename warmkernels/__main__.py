"""Run a fork server. This file is run by its path, so that no file of the working folder can shadow a module."""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]

    from warmkernels.server import main

    sys.exit(main(sys.argv[1:]))
