// The editing view: every report by itself, with how it was made, as a list or as a grid of signs.
window.reportlibEditing = function (kit) {
  "use strict";
  const { data, form, reports, byId, element, fill, page, lay, NAMES } = kit;
  const SIGNS = { built: "✓", unchanged: "=", no_data: "–", failed: "✕" };
  const filters = Array.from(byId("filters").querySelectorAll("select"), (select) => select.name);
  const last = window.reportlibLast || { unchanged: [] }, named = new Set(last.built || last.unchanged), builtIfNamed = Boolean(last.built);
  const on = () => form.editing.checked;
  for (const report of reports) {
    const state = ["built", "no_data", "failed", "failed"][report.folder];
    report.state = state === "built" && named.has(report.name) !== builtIfNamed ? "unchanged" : state;
  }

  Object.assign(NAMES, {
    dimension: () => data.dimensions.map((one) => [one[0], one[1][kit.tongue()]]),
    template: () => [...new Set(data.kinds.map((kind) => kind[0]))].sort().map((name) => [name, name]),
    lang: () => data.languages.map((name) => [name, kit.words().languages[name] || name]),
    edition: () => Object.entries(kit.words().editions),
    status: () => Object.entries(kit.words().statuses),
    state: () => Object.entries(kit.words().states),
  });

  const failure = (report) => "#failed-" + encodeURIComponent(report.name);

  function sign(report, described) {
    const state = kit.words().states[report.state], link = report.state === "failed" ? failure(report) : page(report);
    return element("a", { class: "sign " + report.state, href: link, title: described + state, "aria-label": described + state }, SIGNS[report.state]);
  }

  const quoted = (text) => (/^[\w.,:\/@%+=-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'");

  function rerun(report) {
    const own = Object.entries(JSON.parse(report.settings || "{}")).map(([name, value]) => " --set " + quoted(name + "=" + value)).join("");
    const what = { template: report.template, unit: data.units[report.unit][0], period: report.period, lang: report.lang };
    return "python -m reportlib build" + Object.entries(what).map(([name, value]) => " --" + name + " " + quoted(value)).join("") + own;
  }

  function line(report, n) {
    const words = kit.words(), title = report.there ? element("a", { href: page(report), lang: report.lang }, report.title) : element("span", { lang: report.lang }, report.title);
    const state = SIGNS[report.state] + " " + words.states[report.state];
    const cells = [
      data.periods[report.at][1][kit.tongue()], data.levels[report.deep][1][kit.tongue()], words.languages[report.lang] || report.lang,
      element("small", {}, report.origins.map((origin) => words.origins[origin] || origin).join(words.list)), report.template,
      words.statuses[report.status] || report.status, words.editions[report.edition] || report.edition,
      report.state === "failed" ? element("a", { href: failure(report) }, state) : state, element("code", {}, rerun(report)),
    ];
    return element("tr", { "aria-rowindex": n + 2 }, element("th", { scope: "row" }, title), ...cells.map((one) => element("td", {}, one)));
  }

  function showList(shown) {
    const table = byId("list"), body = table.tBodies[0];
    table.setAttribute("aria-rowcount", shown.length + 1);
    body.replaceChildren();
    lay((rows) => body.append(...rows), shown, line);
  }

  // The grid has a row for each unit, grouped by level, and a column for each period; a cell has a sign for every report.
  function showGrid(shown) {
    const words = kit.words(), table = byId("grid"), units = new Map();
    const periods = [...new Set(shown.map((report) => report.at))].sort((a, b) => a - b);
    for (const report of shown) {
      if (!units.has(report.unit)) units.set(report.unit, new Map());
      const row = units.get(report.unit);
      row.set(report.at, [...(row.get(report.at) || []), report]);
    }
    const rows = [...units].sort((a, b) => a[0] - b[0]);
    table.setAttribute("aria-rowcount", rows.length + 1);
    table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, words.unit),
      ...periods.map((at) => element("th", { scope: "col" }, data.periods[at][1][kit.tongue()]))));
    Array.from(table.tBodies).forEach((body) => body.remove());
    let level = -1;
    lay((made) => made.forEach(function ([deep, row]) {
      if (deep !== level) {
        level = deep;
        const head = element("th", { scope: "rowgroup", colspan: periods.length + 1 }, data.levels[deep][1][kit.tongue()]);
        table.append(element("tbody", {}, element("tr", { class: "level" }, head)));
      }
      table.tBodies[table.tBodies.length - 1].append(row);
    }), rows, function ([unit, at], n) {
      const called = data.units[unit][1][kit.tongue()];
      const cells = periods.map((period) => element("td", {}, ...(at.get(period) || []).map((report) =>
        sign(report, report.title + " · " + data.periods[period][1][kit.tongue()] + " · " + report.template + " · " + report.lang + " · "))));
      return [data.units[unit][2], element("tr", { "aria-rowindex": n + 2 }, element("th", { scope: "row", title: called }, called), ...cells)];
    });
    byId("signs").replaceChildren(...Object.entries(words.states).map(([state, text]) => element("span", {}, element("span", { class: "sign " + state, "aria-hidden": "true" }, SIGNS[state]), " " + text)));
  }

  byId("sheet").addEventListener("scroll", function () {
    if (!byId("more").hidden && this.scrollTop + this.clientHeight > this.scrollHeight - 300) kit.onward();
  });

  return {
    on,
    filters,
    show(shown) {
      const grid = form.view.value === "grid", seen = on() && shown.length > 0;
      byId("editing").hidden = !on();
      if (byId("failed")) byId("failed").hidden = !on();
      byId("list").hidden = !seen || grid;
      byId("sheet").hidden = byId("signs").hidden = !seen || !grid;
      if (on()) (grid ? showGrid : showList)(shown);
    },
    speak(offer) {
      const words = kit.words(), count = document.querySelectorAll(".bad li").length;
      filters.forEach(offer);
      byId("editing-named").textContent = count ? fill(words.editing_failed, { count }) : words.editing;
      byId("sheet").setAttribute("aria-label", words.views.grid);
      byId("last").textContent = window.reportlibLast ? fill(words.last, { count: reports.filter((report) => report.state === "built").length }) : "";
    },
    // This view's part of the address: the kind of view, which means that it is switched on, and its choices.
    told: () => (on() ? [["view", form.view.value], ...filters.map((name) => [name, form[name].value]).filter(([, value]) => value)] : []),
    recall(told, place, show) {
      if (place) {
        if (!byId("failed") || !byId("failed").contains(byId(decodeURIComponent(place.slice(1))))) return;
        form.editing.checked = true;
        show();
        byId(decodeURIComponent(place.slice(1))).scrollIntoView();
        return;
      }
      form.editing.checked = told.has("view");
      form.view.value = told.get("view") === "grid" ? "grid" : "list";
      for (const name of filters) form[name].value = (told.has("view") && told.get(name)) || "";
      filters.forEach(function (name) { if (form[name].selectedIndex < 0) form[name].value = ""; });
      byId("filters").open = window.innerWidth >= 640 || filters.some((name) => form[name].value);
    },
  };
};
