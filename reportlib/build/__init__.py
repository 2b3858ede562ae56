"""Make reports: run notebooks in processes, write pages, keep the log, verify a page.

`building` runs one build, from its plan to the index; `settings` has its options. `kernel_server` starts the server from which
kernels are forked. `runner` passes the reports to the processes of `pool`, where `worker` makes each report and `execute` runs
its notebook. `run_log` records the build, with the commit that `commit` finds. `verify` and `facts_again` compare a page with
one made again.
"""
