// Draw every figure from the drawings packed in the page, in the colours of the screen, or of paper when it is printed;
// a figure that cannot be drawn shows its table instead.
(function () {
  var root = document.documentElement, paper = false, drawings = [], look = window.reportlib.look;
  var dark = window.matchMedia("screen and (prefers-color-scheme: dark)");
  var plots = Array.prototype.slice.call(document.querySelectorAll("figure.drawn .plot"));

  // The units and their names, read before the table's own script takes rows out of it.
  var names = {}, listed = Array.prototype.map.call(document.querySelectorAll(".units tbody tr"), function (row) {
    names[row.id.slice(2)] = row.cells[0].textContent;
    return row.id.slice(2);
  });

  // Other scripts wait with what is not on the first screen until a chart is seen, or until it is clear that none will be.
  var seen;
  window.reportlib.first = new Promise(function (done) { seen = done; });

  function instead(plot) {
    seen();
    var figure = plot.closest("figure"), table = figure.querySelector("details.fig-data");
    var fold = plot.closest("details.more");
    if (fold) fold.open = true;
    plot.hidden = true;
    figure.classList.add("as-table");
    if (table) table.open = true;
  }

  function bytes64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    return Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); });
  }

  // Base 85: five signs hold four bytes; the last group may be shorter.
  var SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%/()*+-;.=,?@^_`{|}~", BASE = SIGNS.length;
  function bytes85(text) {
    var digits = {}, all = new Uint8Array(Math.ceil(text.length / 5) * 4), view = new DataView(all.buffer);
    for (var n = 0; n < BASE; n += 1) digits[SIGNS.charCodeAt(n)] = n;
    for (var at = 0; at < text.length; at += 5) {
      for (var word = 0, sign = at; sign < at + 5; sign += 1) word = word * BASE + (sign < text.length ? digits[text.charCodeAt(sign)] : BASE - 1);
      view.setUint32(at / 5 * 4, word);
    }
    return all.subarray(0, Math.floor(text.length * 4 / 5));
  }

  function unpack(bytes) {
    var stream = new DecompressionStream("gzip"), writer = stream.writable.getWriter();
    // who reads the stream is told of damaged data, so the writer need not be
    writer.write(bytes).catch(function () {});
    writer.close().catch(function () {});
    return new Response(stream.readable);
  }

  // The page's policy allows the library by its hash, so a changed library would not run. As a blob it is compiled beside the
  // main thread; a browser that checks hashes only of scripts within the page gets it as text.
  function library() {
    var packed = document.getElementById("plotly-packed");
    if (!packed) return ready();
    return unpack(bytes64(packed.textContent)).blob().then(function (source) {
      var url = URL.createObjectURL(source);
      return run({ src: url, integrity: packed.dataset.hash, crossOrigin: "anonymous" }).catch(function () {
        return source.text().then(function (text) { run({ textContent: text }); });
      }).then(function () { URL.revokeObjectURL(url); });
    });
  }

  // A library beside the page is loaded after this script, so that the drawings are unpacked meanwhile.
  function ready() {
    return new Promise(function (done) {
      if (window.Plotly || document.readyState !== "loading") done();
      else document.addEventListener("DOMContentLoaded", done);
    });
  }

  function run(what) {
    return new Promise(function (done, failed) {
      document.head.append(Object.assign(document.createElement("script"), what, { onload: done, onerror: failed }));
    });
  }

  // Annotations and shapes are packed as a list for each of their parts, null where one lacks it.
  function items(parts) {
    if (!parts || Array.isArray(parts)) return parts;
    var names = Object.keys(parts);
    return parts[names[0]].map(function (_, n) {
      return Object.fromEntries(names.filter(function (name) { return parts[name][n] !== null; }).map(function (name) { return [name, parts[name][n]]; }));
    });
  }

  // What a trace shares with the one before that had it is packed once.
  function repeat(trace, last) {
    (trace.same || []).forEach(function (name) { trace[name] = last[name]; });
    delete trace.same;
    ["x", "text"].forEach(function (name) { if (trace[name] && trace[name].length) last[name] = trace[name]; });
  }

  // A drawing as text, with all that the page's tables hold of it; made when it is first drawn, as most are not on the first screen.
  function text(plot, drawing) {
    if (drawing.text) return drawing.text;
    drawing.data.forEach(function (trace) {
      if (trace.ids && trace.ids.without) trace.ids = listed.filter(function (unit) { return trace.ids.without.indexOf(unit) < 0; });
      if (trace.ids && trace.text === null) trace.text = trace.ids.map(function (unit) { return names[unit]; });
      if (trace.customdata && !Array.isArray(trace.customdata)) trace.customdata = spoken(plot, trace.customdata);
    });
    ["annotations", "shapes"].forEach(function (name) { drawing.layout[name] = items(drawing.layout[name]); });
    drawing.text = JSON.stringify({ data: drawing.data, layout: drawing.layout });
    return drawing.text;
  }

  // The drawings are kept as texts and parsed each time, because plotly changes the objects that it draws.
  function coloured(text, kept) {
    if (!dark.matches || paper || kept) return JSON.parse(text);
    return JSON.parse(text.replace(/("|color:)(#[0-9a-f]{6})\b/g, function (all, before, colour) {
      return before + (look.dark[colour] || colour);
    }));
  }

  // The texts under the pointer are read from the figure's table, which holds them already.
  function spoken(plot, where) {
    var table = plot.closest("figure").querySelector(".fig-data table"), rows = [].slice.call(table.tBodies[0].rows);
    var texts = function (row) { return window.reportlib.texts(table, row); };
    return "row" in where ? texts(rows[where.row]).slice(1) : rows.map(function (row) { return texts(row)[where.column]; });
  }

  // On paper, figures are side by side as on a wide screen; the style sheet has the same widths.
  var SHARES = { wide: 0.62, third: 0.35, half: 0.6 };
  function share(plot) {
    var figure = plot.closest("figure"), size = Object.keys(SHARES).find(function (name) { return figure.classList.contains(name); });
    return plot.closest(".more") ? 1 : SHARES[size] || 1;
  }

  function draw(plot, n) {
    var drawn = coloured(text(plot, drawings[n]), drawings[n].kept);
    drawn.layout.template = drawn.layout.template || coloured(look.template);
    if (paper) drawn.layout.width = Math.max(Math.floor(look.paper * share(plot)), parseInt(plot.style.minWidth, 10) || 0);
    return window.Plotly.react(plot, drawn.data, drawn.layout, look.config).then(function () {
      describe(plot);
      plot.dispatchEvent(new Event("drawn", { bubbles: true }));
    });
  }

  // For screen readers the drawing is one picture with a description. The buttons have names and are skipped by the tab key.
  function describe(plot) {
    var alt = plot.dataset.alt || plot.closest("figure").querySelector(".fig-alt").textContent;
    plot.querySelectorAll(".main-svg").forEach(function (layer, n) {
      layer.setAttribute(n ? "aria-hidden" : "role", n ? "true" : "img");
      if (!n) layer.setAttribute("aria-label", alt);
    });
    plot.querySelectorAll(".modebar-btn").forEach(function (button) {
      button.setAttribute("aria-label", button.getAttribute("data-title"));
      button.tabIndex = -1;
    });
  }

  function redraw() {
    if (root.hasAttribute("data-drawn")) plots.forEach(function (plot, n) { if (!plot.hidden && !folded(plot)) draw(plot, n); });
  }

  // A folded figure has no width, so it is drawn when it is opened, and again each time, because the screen may have changed.
  function folded(plot) { return plot.closest("details.more:not([open])"); }

  function opened(event) {
    if (!event.target.open || !event.target.matches("details.more")) return;
    plots.forEach(function (plot, n) {
      if (!plot.hidden && event.target.contains(plot)) draw(plot, n).catch(function () { instead(plot); });
    });
  }

  // Draw one figure after the other and let the browser paint in between, so that the first is seen before the last is drawn.
  function from(n) {
    if (n === plots.length) { root.setAttribute("data-drawn", ""); return null; }
    if (window.Plotly && folded(plots[n])) return from(n + 1);
    return Promise.resolve().then(function () { return draw(plots[n], n); }).catch(function () { instead(plots[n]); })
      .then(function () { return new Promise(function (done) { setTimeout(done); }); })
      .then(function () { seen(); return from(n + 1); });
  }

  if (!plots.length) { seen(); return; }
  document.querySelectorAll("figure.drawn details.fig-data, details.more").forEach(function (details) { details.open = false; });
  root.classList.remove("undrawn");
  if (!window.DecompressionStream) { plots.forEach(instead); return; }
  dark.addEventListener("change", redraw);
  window.addEventListener("beforeprint", function () { paper = true; redraw(); });
  window.addEventListener("afterprint", function () { paper = false; redraw(); });
  Promise.all([unpack(bytes85(document.getElementById("drawings").textContent)).text(), library()]).then(function (told) {
    var packed = JSON.parse(told[0]), last = {};
    look.dark = Object.assign(packed.dark, look.dark);
    look.template = JSON.stringify(look.template);
    if (window.matchMedia("(hover: none)").matches) look.config.displayModeBar = false;
    drawings = packed.drawings;
    drawings.forEach(function (drawing, n) {
      plots[n].closest("figure").stored = drawing.stored;
      drawing.data.forEach(function (trace) { repeat(trace, last); });
    });
    document.addEventListener("toggle", opened, true);
    return from(0);
  }).catch(function () { plots.forEach(instead); });
})();
