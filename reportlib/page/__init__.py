"""Make an HTML page of an executed notebook.

Where to look: `published` chooses the cells; `outputs` and `figures` turn their outputs into HTML; `html` puts the page
together, also as a single file; `assets` has style sheet, scripts, plotly.js and policy; `facts` writes `NAME.json`, which
`facts_model` describes and reads; `losses`, `checks` (with size), `promises` and `grounds` decide whether a page may be
written; `trimming`, `precision` and `remarks` make it smaller; `libraries` finds which plotly.js a page contains.
"""
