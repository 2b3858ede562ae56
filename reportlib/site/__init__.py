"""What surrounds the pages in a folder: the index, the pages of failures, and publishing to readers."""
