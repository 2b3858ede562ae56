"""Content of an analyst's own: figures drawn with plotly or matplotlib, and texts with values in them."""
