"""Warm kernels: a server that has imported what notebooks use and forks a kernel from itself for each of them.

Where forking does not serve (other systems than Linux, another interpreter, a library that started threads), kernels are
started the plain way, a little tuned. Which of the two a kernel was cannot be told from its results, only from its clock.

This package knows nothing of reports: what to import beforehand is an argument.
"""

from warmkernels.choice import passing_folder, plain_environment, plain_reason
from warmkernels.folders import PrivateFolder, sweep
from warmkernels.handle import ForkServer
from warmkernels.lazy import install as install_lazy

__all__ = ["ForkServer", "PrivateFolder", "install_lazy", "passing_folder", "plain_environment", "plain_reason", "sweep"]
