"""A folder of reports as readers find it: the index, the reports that failed, and what is handed on."""
