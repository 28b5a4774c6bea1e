// Sorting of tables and searching in lists. Every page is whole without it.
"use strict";
(function () {
  function sortKey(cell) {
    var given = cell && cell.getAttribute("data-sort-value");
    return given === null || given === undefined ? (cell ? cell.textContent.trim() : "") : given;
  }
  function sortBy(table, column, heading) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var last = rows.filter(function (row) { return row.classList.contains("sortbottom"); });
    var others = rows.filter(function (row) { return !row.classList.contains("sortbottom"); });
    var down = heading.getAttribute("aria-sort") === "ascending";
    var numeric = heading.getAttribute("data-sort-type") === "number";
    others.sort(function (a, b) {
      var one = sortKey(a.cells[column]), other = sortKey(b.cells[column]);
      var order = numeric ? parseFloat(one || "-1") - parseFloat(other || "-1") : one.localeCompare(other, document.documentElement.lang);
      return down ? -order : order;
    });
    others.concat(last).forEach(function (row) { body.appendChild(row); });
    table.querySelectorAll("th[aria-sort]").forEach(function (th) { th.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    if (!table.tHead || !table.tBodies.length) { return; }
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (heading, column) {
      var button = document.createElement("button");
      button.type = "button";
      while (heading.firstChild) { button.appendChild(heading.firstChild); }
      heading.appendChild(button);
      button.addEventListener("click", function () { sortBy(table, column, heading); });
    });
  });
  document.querySelectorAll("[data-filter]").forEach(function (list, number) {
    var items = list.tBodies ? Array.prototype.slice.call(list.tBodies[0].rows) : Array.prototype.slice.call(list.children);
    var box = document.createElement("div"), label = document.createElement("label");
    var input = document.createElement("input"), told = document.createElement("p");
    box.className = "filter";
    input.type = "search";
    input.id = "filter-" + number;
    label.htmlFor = input.id;
    label.textContent = list.getAttribute("data-filter");
    told.setAttribute("role", "status");
    told.className = "quiet";
    box.appendChild(label);
    box.appendChild(input);
    box.appendChild(told);
    list.parentNode.insertBefore(box, list);
    input.addEventListener("input", function () {
      var wanted = input.value.toLocaleLowerCase();
      var shown = 0;
      items.forEach(function (item) {
        item.hidden = item.textContent.toLocaleLowerCase().indexOf(wanted) < 0;
        shown += item.hidden ? 0 : 1;
      });
      told.textContent = wanted ? shown + " of " + items.length + " shown" : "";
    });
  });
}());
