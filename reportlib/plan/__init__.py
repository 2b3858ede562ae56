"""Which reports a build would make, under which names, and why each of them is due.

Which file answers what: `expansion` the list of reports written out, with `latest` and `previous` resolved; `naming` what a
report is called; `keys` the fingerprints of all that a report hangs on; `questions` what notebooks asked; `plan` which
of them changed, and so why a report is due; `built_files` what builds made in a folder; `output_folder` whether a folder may be
written to; `links` which pages lead to which.
"""
