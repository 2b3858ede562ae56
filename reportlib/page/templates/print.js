// Prepare a page for printing to PDF: draw every figure at its printed width, and remove links that lead out of the page.
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
  // The page draws its figures again when printing begins. Do that now, and not a second time while the browser prints.
  window.dispatchEvent(new Event("beforeprint"));
  window.addEventListener("beforeprint", (event) => event.stopImmediatePropagation(), { capture: true });
  await new Promise((done) => setTimeout(done));
  await Promise.all(plots().map((plot) => Plotly.Plots.resize(plot)));
  plots().forEach((plot) => {
    // A figure that is wider than its place scrolls sideways on a screen; on paper it is made smaller.
    const room = plot.parentElement.clientWidth;
    if (plot.offsetWidth > room) plot.style.zoom = room / plot.offsetWidth;
    plot.querySelectorAll("[style*='url(']").forEach(hatch);
  });
  await document.fonts.ready;

  // Chromium prints each shape filled with a pattern as a large picture, so the hatching is redrawn as lines.
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
