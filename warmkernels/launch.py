"""Start a plain kernel by our launcher, in place of ``-m ipykernel_launcher``.

This file is run by its path, so that the working folder is not on the module path and cannot shadow a module.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]

    from warmkernels import application, lazy

    lazy.install()
    application.run(sys.argv[1:])
