"""Make reports: run notebooks in processes, write pages, keep the log, verify a page.

Where to look: `building` runs one build from its plan to the index; `settings` has its options; `kernel_server` starts the server
of its warm kernels (`warmkernels.provisioner` forks them); `runner` gives the reports to the processes of `pool`; `worker` makes
one report; `execute` runs one notebook and words its error; `verify` and `facts_again` make a page again and compare it;
`run_log` writes the record of a build; `commit` finds the commit that a workbook is at.
"""
