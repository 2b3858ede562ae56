"""Make reports: run notebooks in processes, write pages, keep the log, verify a page."""
