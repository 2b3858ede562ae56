"""From an executed notebook to a page.

Which file answers what: `published` which cells are published; `outputs` and `figures` what becomes of their outputs; `html` how
a page is put together, and all of it in one file; `assets` style, scripts and plotly.js; `facts` the figures and claims in
`NAME.json`, `facts_model` how these are described and read; `checks` and `promises` whether a page may be written, its size too;
`libraries` which plotly.js a page carries.
"""
