"""An analyst's own content: figures drawn with plotly or matplotlib, and texts with values in them."""
