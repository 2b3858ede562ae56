// The table of the units below: sort by a column, search and filter, show a hundred more rows at a click. The page's address keeps
// the choices, and the funnel fades the points of units that are not shown. It starts once the first chart is seen, or cannot be.
(window.reportlib.first || Promise.resolve()).then(function () {
  var box = document.querySelector("figure.units");
  if (!box) return;
  var form = box.querySelector("form"), table = box.querySelector("table"), body = table.tBodies[0], said = box.querySelector("[role=status]");
  var more = box.querySelector("[name=more]"), MARK = { "\u25cf": "better", "\u25c6": "worse", "\u25d3": "higher", "\u25d2": "lower" };
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells), FIRST = 50, STEP = 100, MANY = 12, shown = FIRST, found = [], sort = null, loud = false;
  var CELL = /^(.*?)(\*?)(?:\(([\d.,]+)\))?((?:\uff08| \().*?)?([\u25cf\u25c6\u25d3\u25d2]*)$/;
  // The small lines follow the column of the indicator that they show.
  var LINE = heads.findIndex(function (head) { return head.id === "by-" + box.dataset.lead; }) + 1 || heads.length;
  var each = table.dataset.rows.split(" ");
  var rows = Array.prototype.map.call(body.rows, function (tr, n) {
    var told = each[n].split("#"), cells = Array.prototype.slice.call(tr.cells), name = cells[0].textContent;
    return { tr: tr, n: n, cells: cells, name: name, text: name.toLocaleLowerCase(), id: tr.id.slice(2).toLowerCase(), of: told[0].split("."), line: told[1] };
  });
  var LETTERS = {};
  (box.dataset.letters || "").replace(/([\u3400-\u9fff])([a-z]+)/g, function (all, sign, letters) { LETTERS[sign] = letters; });
  var filters = Array.prototype.filter.call(form.querySelectorAll("select"), function (select) {
    return ["size", "of", "verdict"].indexOf(select.name) < 0;
  });

  function text(row, column) { return row.cells[column].textContent; }
  function parts(row, column) { return CELL.exec(text(row, column)); }
  function number(row, column) {
    var digits = /[\u2212-]?\d[\d,]*(\.\d+)?/.exec(parts(row, column)[1]);
    return digits ? parseFloat(digits[0].replace(/,/g, "").replace("\u2212", "-")) : NaN;
  }
  function place(id) { return heads.findIndex(function (head) { return head.id === "by-" + id; }); }
  function called(column) { return heads[column].firstElementChild ? heads[column].dataset.name : heads[column].textContent; }
  function value(name) { return form.elements[name] ? form.elements[name].value : ""; }

  // Whether the typed letters are the initials of successive characters of a name; a character may have several readings.
  function spelt(row, typed) {
    if (!box.dataset.letters || !/[\u3400-\u9fff]/.test(row.text)) return false;
    var signs = row.signs = row.signs || row.text.replace(/[^\w\u3400-\u9fff]|_/g, "").split("");
    return signs.some(function (_, from) {
      return from + typed.length <= signs.length && typed.split("").every(function (letter, n) {
        return (LETTERS[signs[from + n]] || signs[from + n]).indexOf(letter) >= 0;
      });
    });
  }

  function keeps(row) {
    var q = value("q").trim().toLocaleLowerCase(), size = value("size"), verdict = value("verdict");
    if (q && row.text.indexOf(q) < 0 && row.id.indexOf(q) < 0 && !spelt(row, q.replace(/\s/g, ""))) return false;
    if (filters.some(function (select, n) { return select.value && row.of[n] !== select.value; })) return false;
    if (size) {
      var ends = size.split(":"), own = number(row, 1);
      if (!(own >= (ends[0] || -Infinity) && own <= (ends[1] || Infinity))) return false;
    }
    return !verdict || (MARK[parts(row, place(value("of")))[5][0]] || "other") === verdict;
  }

  // Units without a figure come last in both directions; equal ones keep their order.
  function order(a, b) {
    if (!sort) return a.n - b.n;
    if (!sort.column) return sort.way * a.name.localeCompare(b.name, document.documentElement.lang, { numeric: true });
    var x = a.key, y = b.key;
    if (x !== x || y !== y) return (x !== x) - (y !== y) || a.n - b.n;
    return sort.way * (x - y) || a.n - b.n;
  }

  function part(tag, name, text) { return Object.assign(document.createElement(tag), { className: name, textContent: text }); }

  // Colours and small lines of a row are made when the row is first shown.
  function dressed(row) {
    if (row.dressed) return row.tr;
    row.dressed = true;
    row.cells.forEach(function (cell, n) {
      var told = n && parts(row, n);
      if (!told || !(told[3] || told[4] || told[5])) return;
      cell.replaceChildren(told[1] + told[2], told[3] ? part("small", "", " (" + told[3] + ")") : "", told[4] ? part("small", "", told[4]) : "");
      if (told[5]) cell.append(part("b", "v-" + MARK[told[5][0]], told[5]));
    });
    if (trend) {
      var drawn = row.tr.insertCell(LINE);
      drawn.className = "c-spark";
      if (row.line) drawn.innerHTML = '<svg class="spark" aria-hidden="true">' + window.reportlib.spark(row.line) + "</svg>";
    }
    return row.tr;
  }

  function fill(pattern, gaps) { return pattern.replace(/\{(\w+)\}/g, function (all, name) { return gaps[name]; }); }

  function list() {
    body.replaceChildren.apply(body, found.slice(0, shown).map(dressed));
    more.hidden = found.length <= shown;
    var told = fill(said.dataset.shown, { all: rows.length, found: found.length, shown: Math.min(shown, found.length) });
    if (sort) told += fill(said.dataset.sorted, { name: called(sort.column), way: sort.way > 0 ? said.dataset.up : said.dataset.down });
    if (said.textContent !== told) said.textContent = told;
  }

  function update() {
    shown = FIRST;
    found = rows.filter(keeps);
    if (sort && sort.column) found.forEach(function (row) { row.key = number(row, sort.column); });
    found.sort(order);
    heads.forEach(function (head, n) {
      if (sort && sort.column === n) head.setAttribute("aria-sort", sort.way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    list();
    document.querySelectorAll("figure[data-kind=funnel] .plot").forEach(lead);
    if (loud) remember();
  }

  function state() {
    var told = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (part) { if (part.name && part.value && part.name !== "of") told.set(part.name, part.value); });
    if (told.has("verdict")) told.set("of", value("of"));
    if (sort) told.set("sort", (sort.way > 0 ? "" : "-") + heads[sort.column].id.replace(/^by-/, ""));
    return String(told);
  }

  function remember() {
    var told = state(), here = "#" + box.id + (told ? "?" + told : "");
    if (location.hash !== here) try { history.replaceState(null, "", here); } catch (error) { location.replace(here); }
  }

  function recall() {
    var told = /^#([\w-]+)\?(.*)$/.exec(location.hash);
    if (!told || told[1] !== box.id) return false;
    var given = new URLSearchParams(told[2]), by = given.get("sort") || "";
    Array.prototype.forEach.call(form.elements, function (part) { if (part.name) part.value = given.get(part.name) || (part.name === "of" ? box.dataset.lead : ""); });
    var column = place(by.replace(/^-/, ""));
    sort = column < 0 ? null : { column: column, way: by[0] === "-" ? -1 : 1 };
    return true;
  }

  // The points of a funnel hold the ids of their units; points of units that the table leaves out are faded.
  function lead(plot) {
    var at = (plot.data || []).findIndex(function (trace) { return trace.ids; });
    if (at < 0 || !window.Plotly) return;
    var kept = {}, ids = plot.data[at].ids, all = found.length === rows.length;
    found.forEach(function (row) { kept[row.tr.id] = true; });
    var chosen = all ? null : Array.prototype.reduce.call(ids, function (list, id, n) { return kept["u-" + id] ? list.concat(n) : list; }, []);
    window.Plotly.restyle(plot, { selectedpoints: [chosen] }, [at]);
  }

  function point(event) {
    var row = event.target.closest("tbody tr");
    document.querySelectorAll("figure[data-kind=funnel] .plot").forEach(function (plot) {
      var at = (plot.data || []).findIndex(function (trace) { return trace.ids; });
      var n = at < 0 || !row ? -1 : Array.prototype.indexOf.call(plot.data[at].ids, row.id.slice(2));
      if (at >= 0 && window.Plotly) window.Plotly.Fx.hover(plot, n < 0 ? [] : [{ curveNumber: at, pointNumber: n }]);
    });
  }

  function csv() {
    var held = found.map(function (row) { return row.cells.map(function (cell, n) { return n ? parts(row, n) : [0, row.name]; }); });
    var columns = [];
    heads.forEach(function (head, n) {
      columns.push([called(n), function (cells) { return cells[n][1]; }]);
      if (!n) return;
      if (held.some(function (cells) { return cells[n][5]; })) columns.push([called(n) + " \u00b7 " + table.dataset.verdict, function (cells) { return verdict(cells[n][5]); }]);
      if (held.some(function (cells) { return cells[n][2] || cells[n][3] || cells[n][4]; })) columns.push([called(n) + " \u00b7 " + table.dataset.remark, function (cells) { return remark(cells[n]); }]);
    });
    var lines = held.map(function (cells) { return columns.map(function (column) { return column[1](cells); }); });
    window.reportlib.save([columns.map(function (column) { return column[0]; })].concat(lines), box.id);
  }

  function verdict(marks) {
    var option = marks && form.elements.verdict.querySelector("[value=" + MARK[marks[0]] + "]");
    return option ? option.textContent + (marks.length > 1 ? " 99.8%" : " 95%") : "";
  }

  function remark(cell) {
    return [cell[2] && said.dataset.loose, cell[3] && "n = " + cell[3], (cell[4] || "").replace(/^[\s\uff08(]+|[\uff09)]+$/g, "")].filter(Boolean).join("; ");
  }

  heads.forEach(function (head, n) {
    var button = document.createElement("button"), name = head.textContent;
    button.type = "button";
    button.append.apply(button, Array.prototype.slice.call(head.childNodes));
    head.append(button);
    head.dataset.name = name;
    button.addEventListener("click", function () {
      var first = n ? -1 : 1;
      sort = !sort || sort.column !== n ? { column: n, way: first } : sort.way === first ? { column: n, way: -first } : null;
      update();
    });
  });
  var trend = rows.some(function (row) { return row.line; });
  if (trend) {
    var head = document.createElement("th");
    head.scope = "col";
    head.className = "c-spark";
    head.textContent = table.dataset.trend;
    table.tHead.rows[0].insertBefore(head, table.tHead.rows[0].cells[LINE]);
    table.classList.add("trended");
  }
  if (form.elements.of) form.elements.of.value = box.dataset.lead;
  form.hidden = rows.length <= MANY;
  more.parentElement.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () {
    sort = null;
    setTimeout(function () { if (form.elements.of) form.elements.of.value = box.dataset.lead; update(); });
  });
  more.addEventListener("click", function () {
    var next = shown;
    shown += STEP;
    list();
    var link = found[next] && found[next].tr.querySelector("a");
    if (link) link.focus();
    else if (more.hidden) table.parentElement.focus();
  });
  box.querySelector("[name=csv]").addEventListener("click", csv);
  body.addEventListener("mouseover", point);
  body.addEventListener("focusin", point);
  body.addEventListener("mouseleave", point);
  document.addEventListener("drawn", function (event) { if (event.target.closest("figure[data-kind=funnel]")) lead(event.target); });
  window.addEventListener("hashchange", function () { if (recall()) update(); });
  var asked = recall();
  update();
  loud = true;
  if (asked) box.scrollIntoView();
});
