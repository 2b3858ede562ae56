// Show the rows that hold every word searched for and every choice made; without scripts all rows show.
(function () {
  var form = document.getElementById("find"), count = document.getElementById("count");
  var rows = Array.prototype.slice.call(document.querySelectorAll("#list tbody tr"));
  var filters = ["period", "level", "template", "lang"];
  function show() {
    var words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row) {
      var fits = words.every(function (word) { return row.dataset.text.indexOf(word) >= 0; }) &&
        filters.every(function (name) { return !form[name].value || form[name].value === row.dataset[name]; });
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = count.dataset.text.replace("#", shown);
  }
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
})();
