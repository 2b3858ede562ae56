// Make a page ready for paper: every figure drawn, and as wide as it will be printed; notes open; no way out of it.
async (foot) => {
  const figures = [...document.querySelectorAll("figure:has(script.plot-data)")];
  document.querySelectorAll(".notes details").forEach((notes) => { notes.open = true; });
  document.querySelectorAll("a[href]").forEach((link) => {
    if (!link.getAttribute("href").startsWith("#")) link.removeAttribute("href");
  });
  const style = document.createElement("style");
  style.textContent = `@page { @bottom-left { content: "${foot}"; font: 8pt sans-serif; color: #66625a; } }`;
  document.head.append(style);

  while (!figures.every((figure) => figure.querySelector(".plot[hidden], .main-svg"))) await new Promise(requestAnimationFrame);
  const plots = figures.map((figure) => figure.querySelector(".plot:not([hidden])")).filter(Boolean);
  await Promise.all(plots.map((plot) => Plotly.Plots.resize(plot)));
  plots.forEach((plot) => {
    // What would be scrolled sideways on a screen is made smaller.
    const room = plot.parentElement.clientWidth;
    if (plot.offsetWidth > room) plot.style.zoom = room / plot.offsetWidth;
    plot.querySelectorAll("[style*='url(']").forEach(hatch);
  });
  await document.fonts.ready;

  // Chromium prints a pattern as a picture, a big one for each shape: lines take no room.
  function hatch(shape) {
    const pattern = shape.ownerSVGElement.querySelector(/#[^"')]+/.exec(shape.style.fill || "")?.[0] ?? "pattern:empty");
    const line = pattern && pattern.querySelector("path");
    if (!line) return;
    const { x, y, width, height } = shape.getBBox(), step = 6, lines = [];
    for (let at = x + y + step; at < x + y + width + height; at += step) {
      const left = Math.max(x, at - y - height), right = Math.min(x + width, at - y);
      lines.push(`M${left},${at - left}L${right},${at - right}`);
    }
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("d", lines.join(""));
    drawn.setAttribute("stroke", getComputedStyle(line).stroke);
    drawn.setAttribute("stroke-width", "0.75");
    const ground = pattern.querySelector("rect");
    shape.style.fill = ground ? getComputedStyle(ground).fill : "none";
    shape.after(drawn);
  }
}
