"""What an analyst shows beside our own pieces: figures drawn by plotly or matplotlib, sentences with values in them."""
