"""Start a plain kernel by our launcher, in place of ``-m ipykernel_launcher``.

This file is run by its path: then the working folder is never on the module path, and none of the folder's files can shadow a
module that the start needs.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]

    from warmkernels import application, lazy

    lazy.install()
    application.run(sys.argv[1:])
