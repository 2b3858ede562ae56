// Show a page the units, periods and copies that lie beside it, and find a unit by what is typed.
(function () {
  var pick = document.querySelector(".pick");
  if (!pick) return;
  var fold = pick.querySelector("details"), box = fold.querySelector("[data-words]"), input = box.querySelector("input"), MANY = 24;
  var status = box.querySelector("[role=status]"), room = box.lastElementChild, words = JSON.parse(box.dataset.words), data, reports, own;

  function meta(name) { return document.querySelector('meta[name="reportlib:' + name + '"]').content; }

  function read() {
    var tongue;
    data = reportlibReports;
    tongue = Math.max(0, data.languages.indexOf(meta("lang")));
    reports = data.rows.map(function (row) {
      var unit = data.units[row[0]], kind = data.kinds[row[3]], period = data.periods[row[1]];
      return {
        unit: row[0], at: row[1], above: row[2], template: kind[0], lang: kind[1], id: unit[0], called: unit[1][tongue], when: period[1][tongue],
        name: row[5] || [kind[0], unit[0], period[0], kind[1]].join("-"), copies: row[4],
        text: [unit[0], unit[1].join(" "), unit[3]].join(" ").toLocaleLowerCase()
      };
    });
    own = reports.find(function (report) { return report.name === meta("name"); });
  }

  // For each unit, the report most like this one: of the same period, else of the same kind, else the first.
  function units(keeps) {
    var best = new Map();
    function like(report) { return (own && report.at === own.at ? 2 : 0) + (own && report.template === own.template ? 1 : 0); }
    reports.forEach(function (report) {
      var other = best.get(report.unit);
      if (report.lang === meta("lang") && keeps(report) && (!other || like(report) > like(other))) best.set(report.unit, report);
    });
    return Array.from(best.values());
  }

  function link(address, text, aside) {
    var item = document.createElement("li"), made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    item.append(made);
    if (aside) item.append(Object.assign(document.createElement("small"), { textContent: " " + aside }));
    return item;
  }

  function group(head, links, all) {
    if (!links.length) return;
    var list = document.createElement("ul");
    list.setAttribute("aria-label", head);
    room.append(Object.assign(document.createElement("p"), { textContent: head }), list);
    list.append.apply(list, links.slice(0, MANY));
    if (all > MANY) room.append(Object.assign(document.createElement("p"), { textContent: words.more.replace("{count}", all - MANY) }));
  }

  function linked(found) {
    return found.slice(0, MANY).map(function (report) {
      return link(encodeURIComponent(report.name) + ".html", report.called, own && report.at === own.at ? "" : report.when);
    });
  }

  function listed(head, found) { group(head, linked(found), found.length); }

  function show() {
    var typed = input.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean), found;
    room.replaceChildren();
    if (typed.length) {
      found = units(function (report) { return typed.every(function (word) { return report.text.indexOf(word) >= 0; }); });
      status.textContent = found.length ? words.found.replace("{count}", found.length) : words.none;
      return listed(words.units, found);
    }
    status.textContent = "";
    if (!own) return listed(words.units, units(function () { return true; }));
    var other = reports.filter(function (report) { return report.unit === own.unit && report.template === own.template && report.lang === own.lang && report !== own; });
    group(words.periods, other.map(function (report) { return link(encodeURIComponent(report.name) + ".html", report.when); }), other.length);
    listed(words.above, units(function (report) { return report.unit === own.above; }));
    listed(words.beside, units(function (report) { return own.above >= 0 && report.above === own.above && report.unit !== own.unit; }));
    listed(words.below, units(function (report) { return report.above === own.unit; }));
    group(words.copies, own.copies.map(function (n) {
      var ending = data.endings[n];
      return link(encodeURIComponent(own.name) + "." + ending, ending.toUpperCase());
    }), 0);
  }

  window.reportlibFind = function () { if (!reports) read(); show(); input.focus(); };
  input.addEventListener("input", function () { if (reports) show(); });

  // Keys: arrows move from the field into the links and back, Enter opens the first link, Escape closes the search.
  fold.addEventListener("keydown", function (event) {
    var links = Array.prototype.slice.call(room.querySelectorAll("a")), at = links.indexOf(document.activeElement);
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { fold.open = false; fold.querySelector("summary").focus(); }
    else if (step && fold.open) { event.preventDefault(); (links[at + step] || (at + step < 0 ? input : links[at] || input)).focus(); }
    else if (event.key === "Enter" && event.target === input && links.length) { event.preventDefault(); links[0].click(); }
  });
  document.addEventListener("click", function (event) { if (!fold.contains(event.target)) fold.open = false; });
})();
