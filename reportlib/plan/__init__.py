"""Which reports a build would make, under which names, and why each of them is due.

Where to look: `expansion` writes out the list of reports, with `latest` and `previous` resolved; `naming` has the names of
reports; `keys` the fingerprints of all that a page is made from; `questions` what notebooks asked; `plan` compares these, and so
says why a report is due; `built_files` lists what builds made in a folder; `output_folder` says whether a folder may be
written to; `links` says which pages link to which.
"""
