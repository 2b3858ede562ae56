// Make a page ready for paper: every figure drawn, and as wide as it will be printed; no way out of it.
async (foot) => {
  const folded = "details.more:not([open])";
  const plots = () => [...document.querySelectorAll(".plot")].filter((plot) => !plot.hidden && !plot.closest(folded));
  const settled = async (ready) => { while (!ready()) await new Promise(requestAnimationFrame); };
  document.querySelectorAll("a[href]").forEach((link) => {
    if (!link.getAttribute("href").startsWith("#")) link.removeAttribute("href");
  });
  const style = document.createElement("style");
  style.textContent = `@page { @bottom-left { content: "${foot}"; font: 8pt sans-serif; color: #66625a; } }`;
  document.head.append(style);

  await settled(() => plots().every((plot) => plot.querySelector(".main-svg")));
  // The page draws itself anew for paper when it is told so: now, while there is time; not once more in the middle of printing.
  window.dispatchEvent(new Event("beforeprint"));
  window.addEventListener("beforeprint", (event) => event.stopImmediatePropagation(), { capture: true });
  await new Promise((done) => setTimeout(done));
  await Promise.all(plots().map((plot) => Plotly.Plots.resize(plot)));
  plots().forEach((plot) => {
    // What would be scrolled sideways on a screen is made smaller.
    const room = plot.parentElement.clientWidth;
    if (plot.offsetWidth > room) plot.style.zoom = room / plot.offsetWidth;
    plot.querySelectorAll("[style*='url(']").forEach(hatch);
  });
  await document.fonts.ready;

  // Chromium prints a pattern as a picture, a big one for each shape: lines take no room.
  function hatch(shape) {
    const name = /#[^"')]+/.exec(shape.style.fill || "");
    const pattern = name && document.getElementById(name[0].slice(1)), line = pattern && pattern.querySelector("path");
    if (!line) return;
    const { x, y, width, height } = shape.getBBox(), step = 6, lines = [];
    for (let at = x + y + step; at < x + y + width + height; at += step) {
      const left = Math.max(x, at - y - height), right = Math.min(x + width, at - y);
      lines.push(`M${left},${at - left}L${right},${at - right}`);
    }
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path"), ground = pattern.querySelector("rect");
    drawn.setAttribute("d", lines.join(""));
    drawn.setAttribute("stroke", getComputedStyle(line).stroke);
    drawn.setAttribute("stroke-width", "0.75");
    shape.style.fill = ground ? getComputedStyle(ground).fill : "none";
    shape.after(drawn);
  }
}
