// Make a page ready for paper: every figure drawn, and drawn as wide as it will be printed; notes open; no way out of it.
async (foot) => {
  const figures = [...document.querySelectorAll("figure:has(script.plot-data)")];
  document.querySelectorAll(".notes details").forEach((notes) => { notes.open = true; });
  document.querySelectorAll("a[href]").forEach((link) => {
    if (!link.getAttribute("href").startsWith("#")) link.removeAttribute("href");
  });
  const style = document.createElement("style");
  style.textContent = `@page { @bottom-left { content: "${foot}"; font: 8pt sans-serif; color: #66625a; } }`;
  document.head.append(style);
  const drawn = (figure) => figure.querySelector(".plot[hidden], .main-svg");
  while (!figures.every(drawn)) await new Promise(requestAnimationFrame);
  if (window.Plotly) {
    const plots = figures.map((figure) => figure.querySelector(".plot:not([hidden])")).filter(Boolean);
    await Promise.all(plots.map((plot) => Plotly.Plots.resize(plot)));
  }
  await document.fonts.ready;
}
