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
      if (out) out.textContent = `${count.toLocaleString("vi-VN")} / ${rows.length.toLocaleString("vi-VN")} dòng`;
    }
    function fromAddress() {
      for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
        const input = field(name);
        if (input) input.value = value;
      }
      apply();
    }
    function toAddress() {
      const chosen = new URLSearchParams();
      for (const name of ["duoi", "cq", "tt", "chu"]) if (text(name)) chosen.set(name, text(name));
      history.replaceState(null, "", chosen.size ? "#" + chosen : location.pathname.split("/").pop());
      apply();
    }
    form.addEventListener("input", toAddress);
    form.addEventListener("reset", () => setTimeout(toAddress));
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  /* sorting by a click on a heading: Vietnamese order for words, size for figures */
  function sortable(table) {
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
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
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
      });
    });
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
  thisMonth();
  reachScrolled();
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
