"""Make reports: run notebooks in processes, write pages, keep the log, verify a page.

Which file answers what: `building` one build from its plan to the index; `runner` who makes which report, and where warm kernels
are started (`warmkernels.provisioner` forks them); `pool` the processes; `worker` one report from notebook to page; `execute` one
notebook, and how its error is worded; `verify` and `facts_again` whether a page would be made the same today; `run_log` the
record of a build; `commit` which commit a workbook stands at.
"""
