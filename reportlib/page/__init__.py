"""From an executed notebook to a page: which of its cells are published."""
