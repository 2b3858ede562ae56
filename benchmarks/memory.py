"""Measure the memory of kernels, forked and plain, while several are open and each has made a report."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from benchmarks.limit import calls
from reportlib.build.kernel_server import PRELOAD
from reportlib.handover import VARIABLE
from warmkernels import ForkServer

TOGETHER = 4
"""How many kernels are open when memory is read."""


def held(pid: int) -> dict[str, float]:
    """Megabytes of a process: `own` is used by it alone; `share` adds its part of the memory that several processes use (PSS)."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    kilobytes = {name: int(size) for name, size in re.findall(r"(\w+):\s+(\d+) kB", told)}
    return {"share": kilobytes["Pss"] / 1e3, "own": (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1e3}


@contextmanager
def _kernel(task: dict[str, str], source: str) -> Iterator[int]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=os.environ | {VARIABLE: task["handover"]}, extra_arguments=["--log-level=50"])
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        client.execute_interactive(source, timeout=300, output_hook=lambda _: None)
        assert isinstance(manager.provisioner, LocalProvisioner) and manager.provisioner.pid
        yield manager.provisioner.pid
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _source(task: dict[str, str], methods: list[str]) -> str:
    made = f"Report('enterprise', unit={task['unit']!r}, period={task['period']!r}, lang={task['lang']!r})"
    shown = "\n".join(f"display(report.{method}())" for method in methods)
    return f"from reportlib import Report\nreport = {made}\n{shown}"


def together(tasks: list[dict[str, str]], server: ForkServer | None) -> dict[str, float]:
    """Open several kernels; return their mean `share` and `own`, the share of the `server`, and the sum of `all` shares."""
    methods = calls(Path(tasks[0]["notebook"]))
    with ExitStack() as stack:
        pids = [stack.enter_context(_kernel(task, _source(task, methods))) for task in tasks]
        assert all(psutil.Process(pid).ppid() == (server.pid if server else os.getpid()) for pid in pids), (
            "another kind of kernel"
        )
        found = [held(pid) for pid in pids]
        of_server = held(server.pid)["share"] if server and server.pid else 0.0
    shared, own = (sum(one[name] for one in found) / len(found) for name in ("share", "own"))
    return {"share": shared, "own": own, "server": of_server, "all": shared * len(found) + of_server}


def main() -> None:
    """Print the memory of kernels of one kind: `python -m benchmarks.memory TASKS plain|forked`.

    A process can start kernels of one kind only.
    """
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))[:TOGETHER]
    if sys.argv[2] == "plain":
        print(json.dumps(together(tasks, None)))
        return
    with ForkServer(preload=PRELOAD) as server:
        os.environ.update(server.environment)
        print(json.dumps(together(tasks, server)))


if __name__ == "__main__":
    main()
