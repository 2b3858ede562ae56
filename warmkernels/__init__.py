"""Warm kernels: a server imports what notebooks use, and forks a kernel for each notebook.

Where forking is not possible (outside Linux, for another interpreter, or after a library started threads), a kernel is started
as an ordinary process; only its start is slower. What to import is an argument: this package knows nothing of reports.
"""

from warmkernels.choice import passing_folder, plain_environment, plain_reason
from warmkernels.folders import PrivateFolder, sweep
from warmkernels.handle import ForkServer
from warmkernels.lazy import install as install_lazy

__all__ = ["ForkServer", "PrivateFolder", "install_lazy", "passing_folder", "plain_environment", "plain_reason", "sweep"]
