"""Which reports a build would make, under which names, and why each of them is due.

`expansion` writes out the list of reports, with `latest` and `previous` as periods; `naming` checks their names. `keys` takes
fingerprints of all that a page is made from, and `questions` keeps what notebooks asked. `plan` compares both with the last
build. `built_files` lists what builds made, `output_folder` checks the folder, `links` finds the links between pages.
"""
