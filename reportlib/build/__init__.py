"""Make reports: run their notebooks in processes, write their pages, keep the log, prove a page again."""
