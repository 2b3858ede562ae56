// Draw every figure from the data beside it; a chart that cannot be drawn opens its table instead.
(function () {
  var look = JSON.parse(document.getElementById("plot-look").textContent);
  document.querySelectorAll("script.plot-data").forEach(function (source) {
    var figure = source.closest("figure"), plot = figure.querySelector(".plot");
    var drawn = JSON.parse(source.textContent);
    drawn.layout.template = look.template;
    function instead() { plot.hidden = true; figure.querySelector("details").open = true; }
    if (!window.Plotly) { instead(); return; }
    Plotly.newPlot(plot, drawn.data, drawn.layout, look.config).catch(instead);
  });
})();
