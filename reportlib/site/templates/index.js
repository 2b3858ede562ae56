// Show the reports that fit what is searched for and chosen, as a list or as a grid, and only as far as the reader looks.
(function () {
  "use strict";
  const STEP = 60, STATES = ["built", "no_data", "failed", "failed"], SIGNS = { built: "✓", unchanged: "=", no_data: "–", failed: "✕" };
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent), form = byId("find"), more = byId("more");
  const last = window.reportlibLast || { unchanged: [] };
  const named = new Set(last.built || last.unchanged), builtIfNamed = Boolean(last.built);
  const filters = Array.from(form.querySelectorAll("select"), (select) => select.name);
  let tongue = 0, words = data.words[0], shown = [], left = () => {};

  // A report, from its row of numbers and from what it shares with others.
  const reports = data.rows.map(function (row) {
    const kind = data.kinds[row[0]], unit = data.units[row[1]], period = data.periods[row[2]];
    const name = row[5] || [kind[0], unit[0], period[0], kind[1]].join("-");
    const state = STATES[row[4]] === "built" && named.has(name) !== builtIfNamed ? "unchanged" : STATES[row[4]];
    const called = unit[1][data.languages.indexOf(kind[1])] || unit[1][0];
    return {
      name, unit: row[1], title: kind[7].replace("\u0001", () => called), there: row[4] !== 2, origins: kind[4],
      period: period[0], level: data.levels[kind[5]][0], under: row[3] < 0 ? "" : data.units[row[3]][0], template: kind[0], lang: kind[1],
      status: kind[2], edition: kind[3], state, dimension: kind[6].map((n) => data.dimensions[n][0]), at: row[2], deep: kind[5],
    };
  });

  const fill = (text, ...values) => text.replace(/\{\w+\}/g, () => values.shift());
  const look = (key) => key.split(".").reduce((node, part) => node && node[part], words);
  const page = (report) => encodeURIComponent(report.name) + ".html";
  const failure = (report) => "#failed-" + encodeURIComponent(report.name);

  function element(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  // What each value of a filter is called, in the order in which the values are offered.
  const NAMES = {
    period: () => data.periods.map((one) => [one[0], one[1][tongue]]),
    level: () => data.levels.map((one) => [one[0], one[1][tongue]]),
    under: () => data.units.map((one) => [one[0], one[1][tongue]]),
    dimension: () => data.dimensions.map((one) => [one[0], one[1][tongue]]),
    template: () => [...new Set(data.kinds.map((kind) => kind[0]))].sort().map((name) => [name, name]),
    lang: () => data.languages.map((name) => [name, words.languages[name] || name]),
    edition: () => Object.entries(words.editions),
    status: () => Object.entries(words.statuses),
    state: () => Object.entries(words.states),
  };

  function offer(name) {
    const select = form[name], chosen = select.value, used = new Set(reports.flatMap((report) => report[name]));
    select.replaceChildren(element("option", { value: "" }, words.all));
    for (const [value, called] of NAMES[name]()) if (used.has(value)) select.append(element("option", { value }, called));
    select.value = chosen;
    if (select.selectedIndex < 0) select.value = "";
  }

  function haystack(report) {
    if (!report.text) {
      const unit = data.units[report.unit], period = data.periods[report.at];
      report.text = [report.title, report.name, unit[0], ...unit[1], ...period[1]].join(" ").toLowerCase();
    }
    return report.text;
  }

  function fits(report, wanted, chosen) {
    return chosen.every(([name, value]) => (name === "dimension" ? report[name].includes(value) : report[name] === value)) &&
      wanted.every((word) => haystack(report).includes(word));
  }

  // Put rows into a table a few at a time: when the button below comes into view, or is pressed.
  function lay(into, rows, make) {
    let next = 0;
    left = function () {
      into(rows.slice(next, next + STEP).map((row, n) => make(row, next + n)));
      next = Math.min(rows.length, next + STEP);
      more.hidden = next >= rows.length;
      more.textContent = fill(words.more, rows.length - next);
    };
    left();
  }

  function sign(report, described) {
    const state = words.states[report.state], mark = SIGNS[report.state];
    const link = report.state === "failed" ? failure(report) : page(report);
    return element("a", { class: "sign " + report.state, href: link, title: described + state, "aria-label": described + state }, mark);
  }

  function line(report, n) {
    const title = report.there ? element("a", { href: page(report), lang: report.lang }, report.title) : element("span", { lang: report.lang }, report.title);
    const cells = [data.periods[report.at][1][tongue], data.levels[report.deep][1][tongue], words.languages[report.lang] || report.lang];
    const origins = report.origins.split(" ").filter(Boolean).map((origin) => words.origins[origin] || origin).join(words.list);
    const state = SIGNS[report.state] + " " + words.states[report.state];
    return element("tr", { "aria-rowindex": n + 2 }, element("th", { scope: "row" }, title), ...cells.map((text) => element("td", {}, text)),
      element("td", {}, element("small", {}, origins)), element("td", {}, words.statuses[report.status] || report.status),
      element("td", {}, report.state === "failed" ? element("a", { href: failure(report) }, state) : state));
  }

  function showList() {
    const table = byId("list"), body = table.tBodies[0];
    table.setAttribute("aria-rowcount", shown.length + 1);
    body.replaceChildren();
    lay((rows) => body.append(...rows), shown, line);
  }

  // The grid: a row a unit, grouped by level; a column a period; in each cell a sign for every report.
  function showGrid() {
    const table = byId("grid"), units = new Map(), periods = [...new Set(shown.map((report) => report.at))].sort((a, b) => a - b);
    for (const report of shown) {
      if (!units.has(report.unit)) units.set(report.unit, new Map());
      const row = units.get(report.unit);
      row.set(report.at, [...(row.get(report.at) || []), report]);
    }
    const rows = [...units].sort((a, b) => a[0] - b[0]);
    table.setAttribute("aria-rowcount", rows.length + 1);
    table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, words.unit),
      ...periods.map((at) => element("th", { scope: "col" }, data.periods[at][1][tongue]))));
    Array.from(table.tBodies).forEach((body) => body.remove());
    let level = -1;
    lay((made) => made.forEach(function ([deep, row]) {
      if (deep !== level) {
        level = deep;
        const head = element("th", { scope: "rowgroup", colspan: periods.length + 1 }, data.levels[deep][1][tongue]);
        table.append(element("tbody", {}, element("tr", { class: "level" }, head)));
      }
      table.tBodies[table.tBodies.length - 1].append(row);
    }), rows, function ([unit, at], n) {
      const called = data.units[unit][1][tongue];
      const cells = periods.map((period) => element("td", {}, ...(at.get(period) || []).map((report) =>
        sign(report, report.title + " · " + data.periods[period][1][tongue] + " · " + report.template + " · " + report.lang + " · "))));
      return [data.units[unit][2], element("tr", { "aria-rowindex": n + 2 }, element("th", { scope: "row", title: called }, called), ...cells)];
    });
    byId("signs").replaceChildren(...Object.entries(words.states).map(([state, text]) => element("span", {}, element("span", { class: "sign " + state, "aria-hidden": "true" }, SIGNS[state]), " " + text)));
  }

  function show() {
    const wanted = form.text.value.toLowerCase().split(/\s+/).filter(Boolean), grid = form.view.value === "grid";
    const chosen = filters.map((name) => [name, form[name].value]).filter(([, value]) => value);
    shown = reports.filter((report) => fits(report, wanted, chosen));
    byId("list").hidden = grid || !shown.length;
    byId("sheet").hidden = byId("signs").hidden = !grid || !shown.length;
    byId("none").hidden = shown.length > 0;
    (grid ? showGrid : showList)();
    const all = reports.length;
    byId("count").textContent = shown.length === all ? fill(words.count, all) : fill(words.shown, ...(words.shown.indexOf("{count}") < words.shown.indexOf("{shown}") ? [all, shown.length] : [shown.length, all]));
  }

  function speak(n) {
    tongue = n;
    words = data.words[n];
    document.documentElement.lang = words.language;
    document.title = words.name + " · " + words.title;
    document.querySelectorAll("[data-w]").forEach(function (said) { said.textContent = fill(look(said.dataset.w), said.dataset.v); });
    byId("sheet").setAttribute("aria-label", words.views.grid);
    byId("tongues").setAttribute("aria-label", words["switch"]);
    byId("tongues").querySelectorAll("button").forEach(function (button, at) { button.setAttribute("aria-pressed", at === n); });
    const built = reports.filter((report) => report.state === "built").length;
    byId("last").textContent = window.reportlibLast ? fill(words.last, built) : "";
    filters.forEach(offer);
  }

  // What is chosen stands in the address, so that it can be kept, sent, and linked to from a report.
  function remember() {
    const told = new URLSearchParams();
    for (const name of ["text", "view", ...filters]) if (form[name].value && form[name].value !== "list") told.set(name, form[name].value);
    if (tongue) told.set("in", data.languages[tongue]);
    try { history.replaceState(null, "", "#" + told); } catch (refused) { /* some browsers keep the addresses of files as they are */ }
  }

  function recall() {
    if (location.hash && !location.hash.includes("=")) return; // a place on the page
    const told = new URLSearchParams(location.hash.slice(1)), n = data.languages.indexOf(told.get("in"));
    speak(n < 0 ? tongue : n);
    for (const name of ["text", "view", ...filters]) form[name].value = told.get(name) || (name === "view" ? "list" : "");
    filters.forEach(function (name) { if (form[name].selectedIndex < 0) form[name].value = ""; });
    byId("filters").open = window.innerWidth >= 640 || filters.some((name) => form[name].value);
    show();
  }

  form.addEventListener("input", function () { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", function () { form.reset(); show(); remember(); });
  byId("tongues").addEventListener("click", function (event) {
    if (event.target.value) { speak(data.languages.indexOf(event.target.value)); show(); remember(); }
  });
  more.addEventListener("click", () => left());
  window.addEventListener("hashchange", recall);
  byId("sheet").addEventListener("scroll", function () {
    if (!more.hidden && this.scrollTop + this.clientHeight > this.scrollHeight - 300) left();
  });
  new IntersectionObserver(function (entries) { if (entries.some((entry) => entry.isIntersecting)) left(); }).observe(more);
  form.hidden = false;
  byId("tongues").hidden = data.languages.length < 2;
  speak(0);
  show();
  recall();
})();
