// Save a figure's data as CSV, and copy the brief as plain text. Nothing is sent over the network.
(function () {
  var NUMBER = /^[+\u2212-]?[\d,]*\.?\d+%?$/;

  // A text that a spreadsheet would take for a formula gets an apostrophe before it; the minus sign of a number becomes a hyphen.
  function field(text) {
    var plain = text.trim().replace(/\s+/g, " ");
    if (NUMBER.test(plain)) plain = plain.replace("\u2212", "-");
    else if (/^[=+@\-\u2212\t\r]/.test(plain)) plain = "'" + plain;
    return /[",\r\n]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
  }

  // Save rows of fields as a file, which is named by the report and by the table.
  function keep(rows, name) {
    var link = document.createElement("a"), report = document.querySelector('meta[name="reportlib:name"]');
    var url = URL.createObjectURL(new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.href = url;
    link.download = (report ? report.content + "-" : "") + name + ".csv";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(url); }, 60000);
  }

  function cells(row) { return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent; }); }

  // Remarks that rows or columns share stand once, at the end of the page: by the mark after their names, and by period.
  var shared = {};
  document.querySelectorAll("#remarks tbody tr").forEach(function (row) {
    var periods = cells(row.closest("table").tHead.rows[0]);
    shared[" " + row.cells[0].textContent] = Object.fromEntries(cells(row).map(function (remark, n) { return [periods[n], remark]; }));
  });
  function unmarked(name) { return shared[name.slice(-2)] ? name.slice(0, -2) : name; }
  function remark(name, period) { return (shared[name.slice(-2)] || {})[unmarked(period)]; }

  // The texts of a row with their remarks.
  function texts(table, row) {
    var heads = cells(table.tHead.rows[0]), own = cells(row);
    if (row.parentElement === table.tHead) return own.map(unmarked);
    return own.map(function (text, n) { return n ? text + bracketed(remark(own[0], heads[n]) || remark(heads[n], own[0])) : unmarked(text); });
  }

  function bracketed(remark) { return remark ? document.body.dataset.open + remark + document.body.dataset.close : ""; }

  window.reportlib = { texts: texts, save: function (rows, name) { keep(rows.map(function (row) { return row.map(field).join(","); }), name); } };

  // If a cell shows a rounded number, the file gets the number that the drawing uses.
  function lines(table, stored) {
    return [table.tHead.rows[0]].concat([].slice.call(table.tBodies[0].rows)).map(function (row, at) {
      return texts(table, row).map(function (text, n) {
        var behind = at && n && stored ? stored[at - 1][n - 1] : null;
        return behind == null ? field(text) : behind + (/%\s*$/.test(text) ? "%" : "");
      }).join(",");
    });
  }

  function download(button) {
    var figure = button.closest("figure"), stored = figure.stored || JSON.parse(figure.dataset.stored || "null");
    keep(lines(figure.querySelector("table.data"), stored), figure.id);
  }

  function brief(masthead) {
    var lead = masthead.querySelector("button.copy-brief").dataset.lead;
    return lead + Array.prototype.map.call(masthead.querySelectorAll(".headline"), function (sentence) {
      var copy = sentence.cloneNode(true);
      copy.querySelectorAll("[class|=seal], .vh").forEach(function (mark) { mark.remove(); });
      return copy.textContent.trim().replace(/\s+/g, " ");
    }).join(document.documentElement.lang.indexOf("zh") === 0 ? "" : " ");
  }

  // Used if the browser does not allow the page to use the clipboard, as some do for a page opened from a file.
  function copiedByHand(text) {
    var area = document.createElement("textarea"), done = false, before = document.activeElement;
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "vh";
    document.body.append(area);
    area.select();
    try { done = document.execCommand("copy"); } catch (error) { done = false; }
    area.remove();
    if (before) before.focus();
    return done;
  }

  function select(masthead) {
    var sentences = masthead.querySelectorAll(".headline"), range = document.createRange(), selection = getSelection();
    range.setStartBefore(sentences[0]);
    range.setEndAfter(sentences[sentences.length - 1]);
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copy(button) {
    var masthead = button.closest(".mast"), status = masthead.querySelector("[role=status]"), text = brief(masthead);
    function say(done) {
      if (!done) select(masthead);
      status.textContent = done ? button.dataset.copied : button.dataset.selected;
    }
    function otherwise() { say(copiedByHand(text)); }
    status.textContent = "";
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(function () { say(true); }, otherwise);
    else otherwise();
  }

  function wire(selector, act) {
    document.querySelectorAll(selector).forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { act(button); });
    });
  }

  document.querySelectorAll("figure > .fig-data:has(tbody tr)").forEach(function (details) {
    var title = details.parentElement.querySelector("h3[id]"), button = document.createElement("button");
    Object.assign(button, { type: "button", className: "copy-csv", id: "csv-" + details.parentElement.id, textContent: document.body.dataset.csv });
    if (title) button.setAttribute("aria-labelledby", button.id + " " + title.id);
    details.append(button);
  });
  wire("button.copy-csv", download);
  wire("button.copy-brief", copy);
})();
