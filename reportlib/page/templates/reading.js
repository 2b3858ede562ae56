// Draw signs and small drawings; sort the rows of the overview by their gaps, or by dimension again; open the folded part that a link
// leads into; show a link to itself on each row and method under the pointer or with the keyboard focus; tell screen readers what
// scrolls and what is ornament.
(function () {
  // A small line from one letter for each value, the lowest 0 and the highest z; a dash is a gap. No line leads to a letter after a
  // dot. An underscore follows a value that lacks returns: lines to and from it are dashed, and as the last point it is hollow.
  window.reportlib.spark = function (line, dotted) {
    var points = line.match(/\.?[^._]_?/g), step = 88 / Math.max(1, points.length - 1), solid = "", dashed = "", before = "", last = "", partial = false;
    points.forEach(function (point, n) {
      var letter = point.replace(/[._]/g, ""), loose = partial;
      if (point[0] === "." || letter === "-") before = "";
      if (letter === "-") return;
      partial = point.endsWith("_");
      var x = (4 + n * step).toFixed(1), y = (24 - parseInt(letter, 36) * 20 / 35).toFixed(1), here = x + " " + y;
      if (before && (loose || partial)) dashed += "M" + before + "L" + here;
      solid += before && !loose && !partial ? "L" + here : "M" + here + "h0";
      last = "<circle" + (partial ? ' class="part"' : "") + ' cx="' + x + '" cy="' + y + '"/>';
      before = here;
    });
    return '<path d="' + solid + '"/>' + (dashed ? '<path class="part" d="' + dashed + '"/>' : "") + (dotted || partial ? last : "");
  };

  // The signs of verdicts: one before its word, or as many in a row as there are such verdicts.
  function sign(name) { return '<svg class="vm c-' + name + '" viewBox="0 0 12 12" aria-hidden="true">' + window.reportlib.look.signs[name] + "</svg>"; }
  document.querySelectorAll("span[class^=v-]").forEach(function (word) { word.insertAdjacentHTML("afterbegin", sign(word.className.slice(2))); });
  document.querySelectorAll(".tally[data-of]").forEach(function (tally) {
    var of = tally.dataset.of.split(" ");
    tally.innerHTML = sign(of[0]).repeat(of[1]);
  });

  // The marks of a row of the overview: peers, their middle half, target, interval and the figure itself, in per cent of the width.
  function marks(drawing) {
    var at = drawing.dataset.at.split(" "), sign = drawing.getAttribute("class")[2], key = drawing.closest(".fig").id.replace("overview-table", "o");
    function rect(name, n) { return at[n] === "-" ? "" : '<rect class="' + name + '" x="' + at[n] + '%" width="' + at[n + 1] + '%"/>'; }
    function line(name, from, to, rest) { return from === "-" ? "" : '<line class="' + name + '" x1="' + from + '%" x2="' + to + '%"' + rest + "/>"; }
    drawing.innerHTML = rect("r1", 0) + rect("r2", 2) + line("tgt", at[4], at[4], ' y1="6" y2="26"') + line("ci", at[5], +at[5] + +at[6], "") +
      '<use href="#' + key + "--" + sign + '" x="' + at[7] + '%"/>';
  }

  // What is not on the first screen waits until the first chart is seen, or cannot be.
  (window.reportlib.first || Promise.resolve()).then(function () {
    document.querySelectorAll("svg[data-line]").forEach(function (drawing) { drawing.innerHTML = window.reportlib.spark(drawing.dataset.line, true); });
    document.querySelectorAll("svg[data-at]").forEach(marks);
    // Every scrolling part of a figure is a group with the figure's title as its name; drawings without a role are ornament.
    document.querySelectorAll("figure :is(.scroll, .plot-box)[tabindex]:not([role])").forEach(function (part) {
      var title = part.closest("figure").querySelector("h3[id]");
      part.setAttribute("role", "group");
      if (title) part.setAttribute("aria-labelledby", title.id);
    });
    document.querySelectorAll("svg:not([role])").forEach(function (drawing) { drawing.setAttribute("aria-hidden", "true"); });
  });

  document.querySelectorAll(".order").forEach(function (order) {
    var table = order.closest(".fig").querySelector("table"), groups = Array.prototype.slice.call(table.tBodies);
    var rows = groups.map(function (group) { return Array.prototype.slice.call(group.rows); });
    var byGap = document.createElement("tbody"), buttons = order.querySelectorAll("button");

    function arrange(chosen) {
      buttons.forEach(function (button, n) { button.setAttribute("aria-pressed", n === chosen ? "true" : "false"); });
      if (chosen) {
        byGap.append.apply(byGap, [].concat.apply([], rows).filter(function (row) { return row.id; }).sort(function (one, other) {
          return one.dataset.gap - other.dataset.gap;
        }));
        groups.forEach(function (group) { group.remove(); });
        table.append(byGap);
      } else {
        byGap.remove();
        groups.forEach(function (group, n) { group.append.apply(group, rows[n]); table.append(group); });
      }
    }

    buttons.forEach(function (button, n) { button.addEventListener("click", function () { arrange(n); }); });
    order.hidden = false;
  });

  function reveal() {
    var place = document.getElementById(decodeURIComponent(location.hash.slice(1))), fold = place;
    if (!place) return;
    while ((fold = fold.closest("details:not([open])"))) fold.open = true;
    place.scrollIntoView();
  }

  function mark(row) {
    var name = row && (row.cells ? row.cells[0] : row);
    if (!name || name.querySelector(".at")) return;
    var link = Object.assign(document.createElement("a"), { className: "at", href: "#" + row.id, textContent: "#" });
    link.setAttribute("aria-label", "#" + row.id);
    name.append(link);
  }
  ["pointerover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { mark(event.target.closest("tr[id], .notes dt")); });
  });
  document.querySelectorAll("tr[id]:not(.units *):not(:has(th a))").forEach(mark);

  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
