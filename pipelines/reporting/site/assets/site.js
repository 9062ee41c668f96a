"use strict";
/* Search, filters and sorting. Everything works without it; nothing is fetched, so the pages open from a file share. */
(function () {
  const root = document.documentElement;
  root.classList.add("js");

  /** Letters without marks, small: what is compared when somebody types without accents. */
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "d").toLowerCase();
  }
  const has = (key, words) => words.every((word) => key.includes(word));
  const words = (text) => fold(text).split(/[^a-z0-9%]+/).filter(Boolean);

  /** The figure in a cell as it is shown: "≥ 97,5%", "−5 điểm %", "1.245"; NaN when there is none. */
  function figure(text) {
    const found = text.replace(/−/g, "-").match(/-?\d[\d.]*(,\d+)?/);
    return found ? parseFloat(found[0].replace(/\./g, "").replace(",", ".")) : NaN;
  }

  /* on narrow screens a row is a card: every cell says which column it is */
  function labelCells(table) {
    const names = [...table.tHead.rows[table.tHead.rows.length - 1].cells].map((cell) => cell.textContent.trim());
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, at) => { if (cell.tagName === "TD" && cell.textContent) cell.dataset.h = names[at]; });
    }
  }

  /* search in the names of pages */
  function search() {
    const input = document.getElementById("tim");
    const list = document.getElementById("thay");
    if (!input || !window.CCHC_INDEX) return;
    const up = input.dataset.up;
    const status = document.getElementById("thay-so");
    function show() {
      const asked = words(input.value);
      list.textContent = "";
      const hits = asked.length ? window.CCHC_INDEX.filter((entry) => has(entry[3], asked)) : [];
      const first = asked.join(" ");
      hits.sort((a, b) => Number(!a[3].startsWith(first)) - Number(!b[3].startsWith(first)));
      for (const [name, kind, path] of hits.slice(0, 30)) {
        const link = document.createElement("a");
        link.href = up + path;
        link.textContent = name;
        const note = document.createElement("small");
        note.textContent = kind;
        link.append(note);
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      }
      status.textContent = asked.length ? (hits.length ? `Có ${hits.length} kết quả` : "Không có kết quả") : "";
    }
    input.addEventListener("input", show);
    input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const link = list.querySelector("a");
      if (link) link.click();
    });
    input.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...list.querySelectorAll("a")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    });
  }

  /* what is filtered and sorted stands in the address: a link shows the same */
  const STATE = ["duoi", "cq", "tt", "chu", "sap"];
  function state() {
    return new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  }
  function keep(changes) {
    const now = state();
    for (const [name, value] of Object.entries(changes)) {
      if (value) now.set(name, value); else now.delete(name);
    }
    for (const name of [...now.keys()]) if (!STATE.includes(name)) now.delete(name);
    history.replaceState(null, "", now.size ? "#" + now : location.pathname.split("/").pop());
  }

  /* filters: rows of a table, and tiles, by words, a limit or a choice */
  function filter(form) {
    const rows = [...document.querySelectorAll(form.dataset.rows)];
    const tiles = [...document.querySelectorAll(form.dataset.tiles || "none")];
    const tables = new Set(rows.map((row) => row.closest("table")));
    const keys = new Map(rows.map((row) => [row, fold(row.textContent)]));
    const out = form.querySelector("output");
    const field = (name) => form.elements.namedItem(name);
    const text = (name) => (field(name) ? field(name).value : "");
    const valueOf = (element) => {
      const cell = element.cells ? element.cells[Number(form.dataset.value)] : element.querySelector("b");
      return cell ? figure(cell.textContent) : NaN;
    };
    function kept(element, key) {
      const limit = figure(text("duoi"));
      const value = Number.isNaN(limit) ? NaN : valueOf(element);
      if (!Number.isNaN(limit) && !(value < limit)) return false;
      const office = text("cq");
      if (office && !(element.dataset.o || "").split(" ").includes(office)) return false;
      const state = text("tt");
      if (state && element.dataset.s !== state) return false;
      return key === null || has(key, words(text("chu")));
    }
    function apply() {
      let count = 0;
      for (const row of rows) {
        row.hidden = !kept(row, keys.get(row));
        count += Number(!row.hidden);
      }
      for (const tile of tiles) tile.classList.toggle("off", !kept(tile, text("chu") ? fold(tile.textContent) : null));
      for (const table of tables) table.closest(".scroll").hidden = ![...table.tBodies[0].rows].some((row) => !row.hidden);
      const none = count || !rows.length ? "" : ": không có dòng nào khớp";
      if (out) out.textContent = `${count.toLocaleString("vi-VN")} / ${rows.length.toLocaleString("vi-VN")} dòng${none}`;
    }
    /* a choice that this page does not offer stays asked for, and has no rows: an empty choice would mean all of them */
    function choose(select, value) {
      if (![...select.options].some((option) => option.value === value)) {
        const name = (window.CCHC_OFFICES || {})[value] || value;
        select.append(new Option(`${name} (0)`, value));
      }
      select.value = value;
    }
    function fromAddress() {
      for (const [name, value] of state()) {
        const input = field(name);
        if (input && input.tagName === "SELECT") choose(input, value);
        else if (input) input.value = value;
      }
      apply();
    }
    function toAddress() {
      keep(Object.fromEntries(["duoi", "cq", "tt", "chu"].map((name) => [name, text(name)])));
      apply();
    }
    form.addEventListener("input", toAddress);
    form.addEventListener("reset", () => setTimeout(toAddress));
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  /* sorting by a click on a heading: Vietnamese order for words, size for figures */
  function sortable(table, number) {
    const collator = new Intl.Collator("vi", { numeric: true, sensitivity: "variant" });
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const cell = (row, at) => {
      const found = row.cells[at];
      return found.dataset.v !== undefined ? found.dataset.v : found.textContent.trim();
    };
    heads.forEach((head, at) => {
      if (head.dataset.sort === undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const sort = (down) => {
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const numeric = head.dataset.sort === "n";
        const rows = [...table.tBodies[0].rows];
        const sign = down ? -1 : 1;
        rows.sort((a, b) => {
          const x = cell(a, at), y = cell(b, at);
          if (numeric) {
            const p = figure(x), q = figure(y);
            return Number.isNaN(p) ? 1 : Number.isNaN(q) ? -1 : sign * (p - q);
          }
          return sign * collator.compare(x, y);
        });
        table.tBodies[0].append(...rows);
      };
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        sort(down);
        keep({ sap: `${number}.${at}${down ? "-" : ""}` });
      });
      const [which, column] = (state().get("sap") || "").split(".");
      if (which === String(number) && column && parseInt(column, 10) === at) sort(column.endsWith("-"));
    });
  }

  /* every table as a file for a spreadsheet: its rows as they are shown, with the decimal comma */
  function saveable(table) {
    const text = (cell) => cell.innerText.replace(/\s+/g, " ").replace(/ ↕| ↑| ↓/g, "").trim();
    // what a spreadsheet would take for a formula stays text
    const guarded = (value) => (/^[=+@\t\r]/.test(value) || /^-(?![\d,.]+$)/.test(value) ? "'" + value : value);
    const field = (value) => `"${guarded(value).replace(/−/g, "-").replace(/"/g, '""')}"`;
    const line = document.createElement("p");
    line.className = "save";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Tải bảng này (CSV)";
    button.addEventListener("click", () => {
      const rows = [...table.rows].filter((row) => !row.hidden);
      const lines = rows.map((row) => [...row.cells].map((cell) => field(text(cell))).join(";"));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
      link.download = fold(document.querySelector("h1").textContent).trim().replace(/[^a-z0-9]+/g, "-") + ".csv";
      link.click();
      URL.revokeObjectURL(link.href);
    });
    line.append(button);
    (table.closest(".scroll") || table).after(line);
  }

  /* long pages on a phone: what is on the page, and the way back up */
  function guide() {
    const parts = [...document.querySelectorAll("main h2")];
    if (parts.length < 3) return;
    const list = document.createElement("ul");
    parts.forEach((part, at) => {
      part.id = part.id || `muc-${at + 1}`;
      const link = document.createElement("a");
      link.href = "#" + part.id;
      link.textContent = part.textContent.trim();
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    });
    const box = document.createElement("details");
    box.className = "inside";
    const title = document.createElement("summary");
    title.textContent = `Trong trang này (${parts.length} mục)`;
    box.append(title, list);
    (document.querySelector("main .lead") || document.querySelector("main h1")).after(box);
    const up = document.createElement("a");
    up.className = "to-top";
    up.href = "#main";
    up.textContent = "Lên đầu trang ↑";
    document.getElementById("main").append(up);
  }

  /* what is due this month, by the reader's own calendar */
  function thisMonth() {
    const now = new Date();
    const key = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
    if (!(window.CCHC_MONTHS || []).includes(key)) return;
    const up = document.getElementById("tim").dataset.up;
    for (const link of document.querySelectorAll(`[data-month="${key}"]`)) link.classList.add("now");
    for (const shortcut of document.querySelectorAll("a[data-this-month]")) {
      const office = shortcut.dataset.thisMonth;
      shortcut.href = `${up}lich/${key}.html${office ? "#cq=" + office : ""}`;
      shortcut.hidden = false;
    }
  }

  /* a page number leads to that page of the plan */
  function linkPages() {
    for (const place of document.querySelectorAll(".p")) {
      const link = document.createElement("a");
      link.href = place.closest("[data-source]").dataset.source + "#page=" + place.textContent;
      link.textContent = "trang " + place.textContent;
      place.replaceChildren(link);
    }
  }

  /* figures of older years: the file is named once, in the heading of the column */
  function linkFigures() {
    for (const cell of document.querySelectorAll("td.c")) {
      const link = document.createElement("a");
      link.href = cell.closest("table").tHead.rows[0].cells[cell.cellIndex].dataset.source + "#page=" + cell.dataset.p;
      link.append(...cell.childNodes);
      cell.append(link);
    }
  }

  /* every number leads to the review page of this machine */
  function offerCorrections() {
    for (const mark of document.querySelectorAll("tr[id] .id")) {
      const link = document.createElement("a");
      link.href = document.querySelector("[data-review]").dataset.review + mark.closest("tr").id;
      link.textContent = "Sửa số này";
      link.rel = "noreferrer";
      link.className = "noprint";
      mark.append(" · ", link);
    }
  }

  /* on a phone the menu is wider than the screen: the page's own entry comes into sight */
  function showWhereWeAre() {
    const here = document.querySelector(".menu [aria-current]");
    if (!here) return;
    const bar = here.closest(".inner");
    const left = here.getBoundingClientRect().left - bar.getBoundingClientRect().left;
    bar.scrollLeft += left - (bar.clientWidth - here.offsetWidth) / 2;
  }

  /* a table that is wider than the screen can be scrolled with the keyboard too */
  function reachScrolled() {
    for (const box of document.querySelectorAll(".scroll, .chart")) {
      if (box.scrollWidth <= box.clientWidth) continue;
      const headings = [...document.querySelectorAll("h1, h2, h3")];
      const above = headings.filter((h) => h.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", above ? above.textContent.trim() : "Bảng");
    }
  }

  linkPages();
  if (document.querySelector("[data-review]")) offerCorrections();
  linkFigures();
  search();
  document.querySelectorAll("form.filter").forEach(filter);
  document.querySelectorAll("table.cards").forEach(labelCells);
  document.querySelectorAll("table.sort").forEach(sortable);
  document.querySelectorAll("main table").forEach(saveable);
  guide();
  thisMonth();
  showWhereWeAre();
  reachScrolled();
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
