"""Make an HTML page of an executed notebook.

`published` chooses the cells; `outputs` and `figures` turn their outputs into HTML; `html` puts the page together. `assets` has
style sheet, scripts, plotly.js and policy. `facts` writes `NAME.json`, described by `facts_model`. `losses`, `checks`, `promises`
and `grounds` decide whether a page may be written. `trimming`, `precision` and `remarks` make it smaller. `libraries` finds which
plotly.js a page contains.
"""
