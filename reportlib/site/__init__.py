"""What surrounds the pages in a folder of reports: the index, the pages of failures, and publishing to readers."""
