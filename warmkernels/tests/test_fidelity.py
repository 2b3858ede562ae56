"""Cells print the same in a kernel started by jupyter_client and in a forked one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PROBE = r"""
import asyncio, faulthandler, gc, json, locale, logging, os, resource, signal, sys, tempfile, threading, warnings
shell = get_ipython()
seen = {
    "flags": str(sys.flags), "warnings asked for": sys.warnoptions, "options": sys._xoptions, "interpreter": sys.executable,
    "launcher": sys.argv[0], "arguments": [a for a in sys.argv[1:] if not a.endswith(".json")], "path": sys.path,
    "recursion": sys.getrecursionlimit(), "folder": os.getcwd(), "umask": os.umask(0o22), "signals ignored":
    sorted(s.name for s in signal.Signals if signal.getsignal(s) == signal.SIG_IGN),
    "signals": {s.name: str(signal.getsignal(s)) for s in signal.Signals if "KILL" not in s.name and "STOP" not in s.name},
    "masked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "threads": sorted(t.name.split("-")[0] for t in threading.enumerate()),
    "main thread": threading.current_thread() is threading.main_thread(), "fault handler": faulthandler.is_enabled(),
    "locale": [locale.getlocale(), locale.getpreferredencoding(), sys.getfilesystemencoding()],
    "limits": {n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT_")},
    "leads its session": os.getsid(0) == os.getpid() == os.getpgid(0), "input": str(os.read(0, 1)),
    "descriptors that children get": [n for n in range(3, 60) if os.path.exists(f"/proc/self/fd/{n}") and os.get_inheritable(n)],
    "root log": [str(h) for h in logging.getLogger().handlers],
    "loggers": sorted(n for n, l in logging.Logger.manager.loggerDict.items() if getattr(l, "handlers", None)),
    "garbage": [gc.isenabled(), gc.get_threshold()], "temporary": tempfile.gettempdir(),
    "processors": len(os.sched_getaffinity(0)),
    "loop": str(type(asyncio.get_running_loop() if asyncio._get_running_loop() else None)),
    "names": sorted(n for n in vars(sys.modules["__main__"]) if not n.startswith("_i")),
    "hooks": [str(type(sys.displayhook)), str(sys.excepthook)[:40], str(sys.unraisablehook)[:40]],
    "environment": {n: v for n, v in os.environ.items() if n != "JPY_PARENT_PID"},
    "hash": hash("the same"),
}
import numpy as np, pandas as pd, plotly.io as pio, plotly.express as px
seen |= {
    "warning filters": sorted(str(f) for f in warnings.filters),
    "renderer": [pio.renderers.default, pio.renderers.render_on_display], "template": pio.templates.default,
    "express": str(px.defaults.__getstate__()[1]),
    "pandas": {n: str(pd.get_option(n)) for n in pd._config.config._registered_options},
    "numpy": [str(np.geterr()), str(np.get_printoptions())], "shell": str(type(shell)),
    "history": shell.history_manager.hist_file,
    "magics": [sorted(names) for names in shell.magics_manager.magics.values()], "colours": shell.colors,
    "configuration": {k: v for k, v in shell.config.items() if k != "IPKernelApp"}, "completer": str(type(shell.Completer)),
    "events": {k: sorted(getattr(f, "__qualname__", str(f)) for f in v) for k, v in shell.events.callbacks.items()},
    "formats": sorted(str(k) for k, f in shell.display_formatter.formatters.items() if f.type_printers or f.deferred_printers),
    "parent": shell.kernel.parent.parent_handle == os.getppid(), "debugger": shell.kernel.debugger is not None,
    "extensions": sorted(shell.extension_manager.loaded), "comms": type(shell.kernel.comm_manager).__name__,
}
print(json.dumps(seen, default=str, sort_keys=True))
"""


def test_a_probe_sees_no_difference(run: Callable[..., Any], run_stock: Callable[..., Any]) -> None:
    forked, plain = (json.loads(runner(PROBE).printed()) for runner in (run, run_stock))
    assert forked["environment"].pop("WARMKERNELS_SOCKET")  # how the kernel was chosen is all that differs
    different = {name: (plain[name], forked[name]) for name in plain if plain[name] != forked[name]}
    assert json.dumps(different) == "{}"


def test_the_probe_sees_something(run_stock: Callable[..., Any]) -> None:
    seen = json.loads(run_stock(PROBE).printed())
    assert seen["renderer"][0]
    assert seen["pandas"]["display.max_columns"] == "20"
