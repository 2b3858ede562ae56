"""Start a plain kernel, tuned: run by its path in place of ``-m ipykernel_launcher``.

By its path because the working folder is then never on the module path, where a file of it could take the place of a module
that the start needs.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]

    from warmkernels import application, lazy

    lazy.install()
    application.run(sys.argv[1:])
