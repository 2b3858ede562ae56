// Sort the rows of the overview by their gaps, or by dimension again; open the folded part that a link leads into; show a link to
// itself on each row and method under the pointer or with the keyboard focus; tell screen readers what scrolls and what is ornament.
(function () {
  // Every scrolling part of a figure is a group with the figure's title as its name; drawings without a role are ornament.
  document.querySelectorAll("figure :is(.scroll, .plot-box)[tabindex]:not([role])").forEach(function (part) {
    var title = part.closest("figure").querySelector("h3[id]");
    part.setAttribute("role", "group");
    if (title) part.setAttribute("aria-labelledby", title.id);
  });
  document.querySelectorAll("svg:not([role])").forEach(function (drawing) { drawing.setAttribute("aria-hidden", "true"); });

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
    var name = row && (row.cells ? row.cells[0] : row.open && row.lastElementChild);
    if (!name || name.querySelector(".at")) return;
    var link = Object.assign(document.createElement("a"), { className: "at", href: "#" + row.id, textContent: "#" });
    link.setAttribute("aria-label", "#" + row.id);
    name.append(link);
  }
  ["pointerover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { mark(event.target.closest("tr[id], .notes details[id]")); });
  });
  document.querySelectorAll("tr[id]:not(.units *):not(:has(th a))").forEach(mark);

  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
