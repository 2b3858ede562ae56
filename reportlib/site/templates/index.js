// Show the reports that match search and filters, a few at a time: one row for each unit, the newest period first.
(function () {
  "use strict";
  const STEP = 60;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent), form = byId("find"), more = byId("more"), table = byId("read");
  const choices = ["period", "level", "under"];
  let tongue = 0, words = data.words[0], left = () => {}, sorted = "", down = true;

  // A report, read from its row of numbers and from the tables of texts that reports share.
  const reports = data.rows.map(function (row) {
    const kind = data.kinds[row[0]], unit = data.units[row[1]], period = data.periods[row[2]];
    const called = unit[1][data.languages.indexOf(kind[1])] || unit[1][0];
    const [leads = [], tally = [], reported = [], day = ""] = row[5];
    return {
      name: row[6] || [kind[0], unit[0], period[0], kind[1]].join("-"), unit: row[1], at: row[2], deep: kind[5], above: row[3],
      called, kindOf: kind[7].replace("\u0001", "").replace(/^[\s:：]+|[\s:：]+$/g, ""), title: kind[7].replace("\u0001", () => called),
      there: row[4] !== 2, empty: row[4] === 1, folder: row[4], origins: kind[4].split(" ").filter(Boolean), period: period[0],
      level: data.levels[kind[5]][0], template: kind[0], lang: kind[1], status: kind[2], edition: kind[3], settings: kind[8],
      dimension: kind[6].map((n) => data.dimensions[n][0]), leads, tally, reported, day,
    };
  });
  const above = new Map(reports.map((report) => [report.at + " " + report.unit, report.above]));
  const parents = new Map(reports.map((report) => [report.unit, report.above]));

  const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? gaps[name] : gap));
  const look = (key) => key.split(".").reduce((node, part) => node && node[part], words);
  const page = (report) => encodeURIComponent(report.name) + ".html";

  function element(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  // A report's unit, and the units above it in the report's period.
  function branch(report) {
    if (!report.branch) {
      report.branch = [data.units[report.unit][0]];
      for (let unit = report.above; unit >= 0 && report.branch.length < 99;) {
        report.branch.push(data.units[unit][0]);
        const next = above.get(report.at + " " + unit);
        unit = next === undefined ? parents.get(unit) ?? -1 : next;
      }
    }
    return report.branch;
  }

  // The name of each value of a filter, in the order in which the values are offered.
  const NAMES = {
    period: () => data.periods.map((one) => [one[0], one[1][tongue]]),
    level: () => data.levels.map((one) => [one[0], one[1][tongue]]),
    under: () => data.units.map((one) => [one[0], one[1][tongue]]),
  };
  const values = { under: (report) => branch(report).slice(1) };

  function offer(name) {
    const select = form[name], chosen = select.value;
    const used = new Set(reports.flatMap((report) => (values[name] ? values[name](report) : report[name])));
    select.replaceChildren(element("option", { value: "" }, words.all));
    for (const [value, called] of NAMES[name]()) if (used.has(value)) select.append(element("option", { value }, called));
    select.value = chosen;
    if (select.selectedIndex < 0) select.value = "";
  }

  function haystack(report) {
    if (!report.text) {
      const unit = data.units[report.unit], period = data.periods[report.at];
      report.text = [report.title, report.name, unit[0], ...unit[1], unit[3], ...period[1]].join(" ").toLowerCase();
    }
    return report.text;
  }

  const found = { under: (report, value) => branch(report).includes(value), dimension: (report, value) => report.dimension.includes(value) };

  function chosenOf(names) {
    const wanted = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = names.map((name) => [name, form[name].value]).filter(([, value]) => value);
    return reports.filter((report) => chosen.every(([name, value]) => (found[name] ? found[name](report, value) : report[name] === value)) &&
      wanted.every((word) => haystack(report).includes(word)));
  }

  // Put rows into a table a few at a time: when the button below comes into view, or is pressed.
  function lay(into, rows, make) {
    let next = 0;
    left = function () {
      into(rows.slice(next, next + STEP).map((row, n) => make(row, next + n)));
      next = Math.min(rows.length, next + STEP);
      more.hidden = next >= rows.length;
      more.textContent = fill(words.more, { count: rows.length - next });
    };
    left();
  }

  // The rows that readers see: the reports of a unit in a period, in the language chosen where there are any.
  function rowsOf(shown) {
    const rows = new Map();
    for (const report of shown) {
      const key = report.at + " " + report.unit, row = rows.get(key);
      if (row) row.push(report); else rows.set(key, [report]);
    }
    return [...rows.values()].map(function (all) {
      const spoken = all.filter((report) => report.lang === data.languages[tongue]), those = spoken.length ? spoken : all;
      const main = those.find((report) => report.leads.length) || those[0];
      return { main, others: those.filter((report) => report !== main) };
    });
  }

  const nothing = (value) => value === undefined || value === null || value === "";
  const KEYS = {
    unit: (row) => row.main.called,
    tally: (row) => (row.main.tally.length ? row.main.tally[data.signs.indexOf("worse")] * 1e6 - row.main.tally[data.signs.indexOf("better")] : null),
    reported: (row) => (row.main.reported.length ? row.main.reported[0] / row.main.reported[1] : null),
    day: (row) => row.main.day,
  };
  for (const n of [0, 1, 2]) KEYS["lead" + (n + 1)] = (row) => (row.main.leads[n] ? row.main.leads[n][2] : null);

  // Sort within each period by the chosen column; figures of one indicator stay together, empty ones come last.
  function inOrder(rows) {
    if (!KEYS[sorted]) return rows;
    const collator = new Intl.Collator(words.language), key = KEYS[sorted], lead = Number(sorted.slice(4)) - 1;
    const keyed = rows.map((row, n) => ({ row, n, key: key(row), of: row.main.leads[lead] ? row.main.leads[lead][0] : 0 }));
    keyed.sort(function (a, b) {
      const apart = a.row.main.at - b.row.main.at || nothing(a.key) - nothing(b.key) || a.of - b.of;
      if (apart || nothing(a.key)) return apart || a.n - b.n;
      const told = typeof a.key === "string" ? collator.compare(a.key, b.key) : a.key - b.key;
      return (down ? -told : told) || a.n - b.n;
    });
    return keyed.map((one) => one.row);
  }

  function heads(rows) {
    for (const head of table.tHead.rows[0].cells) {
      const name = head.firstChild.value, n = Number(name.slice(4)) - 1;
      const said = n >= 0 && n < 3 ? new Set(rows.map((row) => (row.main.leads[n] ? row.main.leads[n][0] : -1)).filter((of) => of >= 0)) : null;
      head.dataset.one = said && said.size === 1 ? [...said][0] : "";
      head.firstChild.textContent = !said ? words[name] : said.size === 1 ? data.names[[...said][0]] : fill(words.lead, { number: n + 1 });
      if (name === sorted) head.setAttribute("aria-sort", down ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
    }
  }

  function cell(report, n) {
    const lead = report.leads[n], head = table.tHead.rows[0].cells[n + 1];
    if (!lead) return element("td", { class: "lead" });
    const said = [element("b", {}, lead[1]), ...(lead[3] ? [" ", element("small", {}, lead[3])] : [])];
    const name = element("span", { class: head.dataset.one === "" ? "of" : "of once" }, data.names[lead[0]], element("span", { class: "once" }, words.colon));
    return element("td", { class: "lead", lang: report.lang }, name, ...said);
  }

  function said(label, ...inside) {
    const head = label && inside.length ? [element("span", { class: "of once" }, label + words.colon)] : [];
    return element("td", { class: inside.length ? "" : "nothing" }, ...head, ...inside);
  }

  function marks(report, under) {
    const told = [
      under,
      report.there ? "" : words.not_made, report.empty ? words.states.no_data : "", report.status === "draft" ? words.statuses.draft : "",
      report.origins.includes("synthetic") ? words.origins.synthetic : "", report.lang === data.languages[tongue] ? "" : words.languages[report.lang] || report.lang,
    ].filter(Boolean);
    return told.length ? [" ", element("small", {}, told.join(words.comma))] : [];
  }

  function link(report, text) {
    return report.there ? element("a", { href: page(report), lang: report.lang }, text) : element("span", { lang: report.lang }, text);
  }

  // A row is indented once for each unit above it that has a row too; if the unit directly above has none, the row names it.
  function line({ main, others }, units) {
    const deep = sorted ? 0 : branch(main).slice(1).filter((unit) => units.has(main.at + " " + unit)).length;
    const parent = main.above >= 0 && (sorted || !units.has(main.at + " " + data.units[main.above][0])) ? data.units[main.above][1][tongue] : "";
    const more = others.map((report) => [" ", link(report, report.kindOf || report.title)]).flat();
    const name = [link(main, main.called), ...marks(main, parent), ...(more.length ? [element("span", { class: "others" }, ...more)] : [])];
    const signs = main.tally.map((count, n) => [data.signs[n], count]).filter(([, count]) => count);
    const tally = signs.map(([sign, count]) => element("span", { class: "tallied " + sign }, fill(words.tallied, { sign: words.signs[sign], count })));
    const [k, n] = main.reported, one = n === 1 ? (k ? words.reported : words.missing) : "";
    const reported = n ? [one || fill(words.of, { k, n })] : [];
    return element("tr", { class: "deep-" + Math.min(deep, 4) }, element("th", { scope: "row" }, ...name), ...[0, 1, 2].map((n) => cell(main, n)),
      said(words.tally, ...tally), said(one ? "" : words.reported, ...reported), said(words.day, ...(main.day ? [main.day] : [])));
  }

  function read(shown) {
    const rows = inOrder(rowsOf(shown)), units = new Set(rows.map((row) => row.main.at + " " + data.units[row.main.unit][0]));
    heads(rows);
    Array.from(table.tBodies).forEach((body) => body.remove());
    table.hidden = !rows.length;
    let at = -1;
    lay((made) => made.forEach(function ([period, row]) {
      if (period !== at) {
        at = period;
        const head = element("th", { scope: "rowgroup", colspan: table.tHead.rows[0].cells.length }, data.periods[at][1][tongue]);
        table.append(element("tbody", {}, element("tr", { class: "level" }, head)));
      }
      table.tBodies[table.tBodies.length - 1].append(row);
    }), rows, (row) => [row.main.at, line(row, units)]);
  }

  const kit = { data, form, reports, byId, element, fill, page, lay, NAMES, choices, words: () => words, tongue: () => tongue, onward: () => left() };
  const editing = window.reportlibEditing ? window.reportlibEditing(kit) : { on: () => false, filters: [], speak() {}, show() {}, recall() {}, told: () => [] };

  function show() {
    const shown = chosenOf([...choices, ...(editing.on() ? editing.filters : [])]), all = reports.length;
    table.hidden = true;
    byId("none").hidden = shown.length > 0;
    editing.show(shown);
    if (!editing.on()) read(shown);
    byId("count").textContent = shown.length === all ? fill(words.count, { count: all }) : fill(words.shown, { count: all, shown: shown.length });
  }

  function speak(n) {
    tongue = n;
    words = data.words[n];
    form.in.value = data.languages[n];
    document.documentElement.lang = words.language;
    document.title = words.name + " · " + words.title;
    document.querySelectorAll("[data-w]").forEach(function (one) { one.textContent = fill(look(one.dataset.w), { count: one.dataset.v, cell: one.dataset.v }); });
    choices.forEach(offer);
    editing.speak(offer);
  }

  // The address keeps the choices, so that it can be saved, sent, and linked to from a report.
  function remember() {
    const told = new URLSearchParams();
    for (const name of ["text", ...choices]) if (form[name].value) told.set(name, form[name].value);
    if (sorted) told.set("sort", (down ? "-" : "") + sorted);
    if (tongue) told.set("in", data.languages[tongue]);
    for (const [name, value] of editing.told()) told.set(name, value);
    try { history.replaceState(null, "", "#" + told); } catch (refused) { /* some browsers keep the addresses of files as they are */ }
  }

  function recall() {
    if (location.hash && !location.hash.includes("=")) return editing.recall(new URLSearchParams(), location.hash, show); // a place on the page
    const told = new URLSearchParams(location.hash.slice(1)), n = data.languages.indexOf(told.get("in") || told.get("lang"));
    speak(n < 0 ? 0 : n);
    for (const name of ["text", ...choices]) form[name].value = told.get(name) || "";
    choices.forEach(function (name) { if (form[name].selectedIndex < 0) form[name].value = ""; });
    sorted = (told.get("sort") || "").replace(/^-/, "");
    down = (told.get("sort") || "").startsWith("-");
    editing.recall(told, "", show);
    show();
  }

  form.addEventListener("input", function (event) {
    if (event.target.name === "in") speak(data.languages.indexOf(form.in.value));
    show();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", function () {
    const on = form.editing && form.editing.checked;
    form.reset();
    if (on) form.editing.checked = true;
    sorted = "";
    speak(tongue);
    show();
    remember();
  });
  table.tHead.addEventListener("click", function (event) {
    const name = event.target.value;
    if (!name) return;
    const first = name !== "unit"; // figures begin with the largest, names with the first
    if (sorted !== name) [sorted, down] = [name, first]; else if (down === first) down = !first; else sorted = "";
    show();
    remember();
  });
  more.addEventListener("click", () => left());
  window.addEventListener("hashchange", recall);
  new IntersectionObserver(function (entries) { if (entries.some((entry) => entry.isIntersecting)) left(); }).observe(more);
  form.hidden = false;
  recall();
  if (location.hash && !location.hash.includes("=")) { speak(0); show(); }
})();
