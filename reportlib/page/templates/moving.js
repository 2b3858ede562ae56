// When a reader opens the search for other units, load `reports.js`: the list of pages in the folder, and the script that shows it.
(function () {
  var pick = document.querySelector(".pick"), fold = pick && pick.firstElementChild;
  if (!pick) return;
  fold.addEventListener("toggle", function () {
    if (!fold.open || window.reportlibFind) return fold.open && reportlibFind();
    var file = document.createElement("script");
    file.src = "reports.js";
    file.onload = function () { reportlibFind(); };
    file.onerror = function () { fold.querySelector("[role=status]").textContent = JSON.parse(fold.lastElementChild.dataset.words).absent; };
    document.head.append(file);
  });
  pick.hidden = false;
})();
