"""Warm kernels: a server that has imported what notebooks use and forks a kernel for each.

Where forking is not possible (other systems than Linux, another interpreter, a library that started threads), a kernel is
started as an ordinary process with a few settings. Its results are the same, only its start is slower.

This package knows nothing of reports: what to import beforehand is an argument.
"""

from warmkernels.choice import passing_folder, plain_environment, plain_reason
from warmkernels.folders import PrivateFolder, sweep
from warmkernels.handle import ForkServer
from warmkernels.lazy import install as install_lazy

__all__ = ["ForkServer", "PrivateFolder", "install_lazy", "passing_folder", "plain_environment", "plain_reason", "sweep"]
