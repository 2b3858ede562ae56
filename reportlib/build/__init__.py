"""Make reports: run notebooks in processes, write pages, keep the log, verify a page.

Which file answers what: `building` one build from its plan to the index; `settings` how it is run; `kernel_server` where its warm
kernels come from (`warmkernels.provisioner` forks them); `runner` who makes which report; `pool` the processes; `worker` one
report from notebook to page; `execute` one notebook, and how its error is worded; `verify` and `facts_again` whether a page would
be made the same today; `run_log` the record of a build; `commit` which commit a workbook stands at.
"""
