// The tagger: one ES module for anywidget, without a build step.
//
// The article is a read-only contenteditable with the browser's own caret; CSS Custom Highlights
// draw the tags, so the text holds no element per word.  A change is one small message to Python,
// {kind: "change", change, set: [tag], remove: [id]}; the answer is {kind: "applied"} or, when it is
// refused, {kind: "all"} with the tags as they are.  Offsets are code points, as in Python; UTF-16
// units are used only where the DOM asks for them.  `renewReceipt` stands in receipts.js.

const LETTERS = { source: "s", cue: "c", claim: "m" };
const BUTTONS = { check: "Check", hint: "Hint", worked: "Worked answer" };
const NAMES = { source: "Source", cue: "Cue", claim: "Claim" };
const PRIORITY = ["claim", "claim-2", "source", "source-2", "cue", "cue-2", "origin", "current", "picked"];
// A longer page (in blocks) or list (in tags) is laid out only where it is looked at.
const LONG = 40;
const MANY = 60;
const GROUP = 20;

const random = () => Math.random().toString(36).slice(2, 10).padEnd(8, "0");
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => escapes[letter]);
const quoted = (text, most = 60) => `“${text.length > most ? text.slice(0, most).trimEnd() + "…" : text}”`;
const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The index of the first item for which `after` holds; the items before it come first. */
function bisect(items, after) {
  let low = 0, high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    after(items[middle]) ? (high = middle) : (low = middle + 1);
  }
  return low;
}

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

const inOrder = (a, b) =>
  a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/* ---- The text: sentences, words and the way between offsets and the DOM ---- */

class Text {
  constructor(page, pane) {
    this.pane = pane;
    this.words = page.words;
    this.sentences = [];
    this.blocks = page.blocks.map((data, at) => this.block(data, page.blocks[at - 1]));
    pane.classList.toggle("otr-long", this.blocks.length > LONG);
    pane.replaceChildren(...this.blocks.map((block) => block.el));
  }

  block({ role, block: number, sentences }, before) {
    const el = document.createElement("p");
    el.className = `otr-block otr-${role}`;
    if (role !== "paragraph" && before?.role !== role) el.dataset.role = role;
    if (role !== "paragraph") el.dataset.has = role;
    const skipped = before && before.sentences.at(-1)[0] + 1 !== sentences[0][0];
    if (skipped) el.dataset.gap = "";
    const block = { el, role, number, tags: new Set(), ranges: [], seen: false };
    block.sentences = sentences.map(([n, start, text]) => {
      const node = document.createTextNode(text);
      const astral = /[\ud800-\udfff]/.test(text);
      const length = astral ? [...text].length : text.length;
      const sentence = { n, start, end: start + length, text, node, astral, block };
      const holder = document.createElement("span");
      holder.className = "otr-sentence";
      holder.dataset.n = n;
      holder.append(node);
      holder.sentence = sentence;
      sentence.el = holder;
      this.sentences.push(sentence);
      return sentence;
    });
    block.start = block.sentences[0].start;
    block.end = block.sentences.at(-1).end;
    el.block = block;
    this.fill(block);
    return block;
  }

  fill(block) {
    const parts = [];
    for (const sentence of block.sentences) {
      if (parts.length) parts.push(" ");
      sentence.node.data = sentence.text;
      sentence.el.replaceChildren(sentence.node);
      parts.push(sentence.el);
    }
    block.el.replaceChildren(...parts);
  }

  /** Puts back what an input method has changed; whether there was anything to put back. */
  restore() {
    let changed = false;
    if (this.pane.childNodes.length !== this.blocks.length ||
        this.blocks.some((block, at) => this.pane.childNodes[at] !== block.el)) {
      this.pane.replaceChildren(...this.blocks.map((block) => block.el));
      changed = true;
    }
    for (const block of this.blocks) {
      const whole = block.el.childNodes.length === block.sentences.length * 2 - 1 &&
        block.sentences.every((one, at) => block.el.childNodes[2 * at] === one.el &&
          one.el.childNodes.length === 1 && one.el.firstChild === one.node && one.node.data === one.text &&
          (at === 0 || block.el.childNodes[2 * at - 1].data === " "));
      if (!whole) this.fill(block);
      changed ||= !whole;
    }
    return changed;
  }

  sentenceAt(offset) {
    return this.sentences[Math.max(bisect(this.sentences, (one) => one.start > offset) - 1, 0)];
  }

  /** The place in the DOM, [node, UTF-16 units], of an offset in code points. */
  pointAt(offset) {
    const one = this.sentenceAt(offset);
    const points = Math.min(Math.max(offset - one.start, 0), one.end - one.start);
    return [one.node, one.astral ? [...one.text].slice(0, points).join("").length : points];
  }

  /** The offset in code points of a place in the DOM within the text. */
  offsetAt(node, unit) {
    const holder = node.nodeType === 3 && node.parentNode;
    if (holder?.sentence) {
      const { start, end, astral, text } = holder.sentence;
      const points = astral ? [...text.slice(0, unit)].length : unit;
      return Math.min(start + points, end);
    }
    if (node.sentence) return unit ? node.sentence.end : node.sentence.start;
    if (node.nodeType === 3) return node.previousSibling?.sentence?.end ?? this.sentences[0].start;
    const next = node.childNodes[unit];
    if (next) return this.startOf(next);
    if (node.block) return node.block.end;
    return node === this.pane ? this.sentences.at(-1).end : this.sentences[0].start;
  }

  startOf(node) {
    if (node.block) return node.block.start;
    if (node.sentence) return node.sentence.start;
    return this.offsetAt(node, 0);
  }

  read(start, end) {
    const first = this.sentenceAt(start);
    if (end <= first.end) {
      if (!first.astral) return first.text.slice(start - first.start, end - first.start);
      return [...first.text].slice(start - first.start, end - first.start).join("");
    }
    const rest = this.sentences[this.sentences.indexOf(first) + 1];
    return `${this.read(start, first.end)} ${rest && rest.start < end ? this.read(rest.start, end) : ""}`.trimEnd();
  }

  /** The span widened to whole words, or null when it touches none. */
  snap(start, end) {
    const words = this.words, count = words.length / 2;
    let low = 0, high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      words[2 * middle + 1] > start ? (high = middle) : (low = middle + 1);
    }
    let last = low;
    while (last < count && words[2 * last] < end) last += 1;
    return last > low ? [words[2 * low], words[2 * last - 1]] : null;
  }

  range(start, end) {
    const [startContainer, startOffset] = this.pointAt(start);
    let [endContainer, endOffset] = this.pointAt(end);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  select(start, end = start) {
    const selection = document.getSelection();
    selection.setBaseAndExtent(...this.pointAt(start), ...this.pointAt(end));
  }

  /** The spans of the passage, letter case and sorts of quotation marks left aside. */
  find(passage) {
    const plain = (text) => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[\u00a0\u202f]/g, " ");
    const lower = (text) => plain(text).replace(/\p{Lu}/gu, (one) => {
      const small = one.toLowerCase();
      return small.length === one.length ? small : one;
    });
    const wanted = lower(passage).trim().replace(/\s+/g, " ");
    const found = [];
    for (const block of wanted ? this.blocks : []) {
      const text = block.sentences.map((one) => one.text).join(" ");
      const shown = lower(text);
      for (let at = shown.indexOf(wanted); at !== -1; at = shown.indexOf(wanted, at + 1)) {
        const start = block.start + [...text.slice(0, at)].length;
        found.push([start, start + [...text.slice(at, at + wanted.length)].length]);
      }
    }
    return found;
  }
}

/* ---- The marks: highlights of the browser, shared by all taggers of a page ---- */

function highlight(name) {
  const full = `otr-${name}`;
  if (!CSS.highlights.has(full)) {
    const made = new Highlight();
    made.priority = PRIORITY.indexOf(name);
    CSS.highlights.set(full, made);
  }
  return CSS.highlights.get(full);
}

class Marks {
  constructor(text, tags) {
    this.text = text;
    this.tags = tags;
    this.alone = {};
    this.able = typeof Highlight !== "undefined" && !!CSS.highlights;
    // Only blocks in sight are marked, so that a long page costs no more than a short one.
    this.watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!target.block || target.block.seen === isIntersecting) continue;
        target.block.seen = isIntersecting;
        this.refresh(target.block);
      }
    }, { root: text.pane, rootMargin: "600px 0px" });
    for (const block of text.blocks) this.watcher.observe(block.el);
  }

  refresh(block) {
    if (!this.able) return;
    for (const [name, range] of block.ranges) highlight(name).delete(range);
    block.ranges = [];
    if (!block.seen) return;
    const reach = {};
    for (const tag of [...block.tags].map((id) => this.tags.get(id)).sort(inOrder)) {
      const inner = tag.start < (reach[tag.label] ?? -1);
      reach[tag.label] = Math.max(reach[tag.label] ?? -1, tag.end);
      const name = inner ? `${tag.label}-2` : tag.label;
      const range = this.text.range(tag.start, tag.end);
      highlight(name).add(range);
      block.ranges.push([name, range]);
    }
  }

  /** Marks one span, such as the words picked, in place of the one marked so before. */
  only(name, span) {
    if (!this.able) return;
    const before = this.alone[name];
    if (before) highlight(name).delete(before);
    this.alone[name] = span && this.text.range(...span);
    if (span) highlight(name).add(this.alone[name]);
  }

  clear() {
    this.watcher.disconnect();
    for (const block of this.text.blocks) {
      block.seen = false;
      this.refresh(block);
    }
    for (const name of Object.keys(this.alone)) this.only(name, null);
  }
}

/* ---- The list of tags: a real table, a row per tag ---- */

const CROSS = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>';

class List {
  constructor(view, table) {
    this.view = view;
    this.table = table;
    this.rows = new Map();
    this.order = [];
    const { links, statuses } = view;
    this.shape = element(`<template><tr role="row" class="otr-row">
      <th role="rowheader" scope="row" class="otr-cell-label"><span class="otr-chip"></span>
        <span class="otr-place"><span class="otr-hidden">in sentence </span><span></span></span></th>
      <td role="cell" class="otr-cell-words"><button type="button" class="otr-quote"></button></td>
      ${links ? '<td role="cell" class="otr-cell-from"></td>' : ""}
      ${statuses.length ? '<td role="cell" class="otr-cell-status"></td>' : ""}
      <td role="cell" class="otr-cell-remove"><button type="button" class="otr-remove">${CROSS}</button></td>
      <td role="cell" class="otr-cell-note"></td></tr></template>`).content.firstElementChild;
  }

  put(tag) {
    const old = this.rows.get(tag.id);
    if (old && old.tag.start === tag.start && old.tag.end === tag.end && old.tag.label === tag.label) {
      this.fill(old, tag);
      return;
    }
    if (old) this.drop(tag.id);
    const row = this.shape.cloneNode(true);
    row.dataset.id = tag.id;
    const chip = row.querySelector(".otr-chip");
    chip.textContent = NAMES[tag.label];
    row.dataset.label = tag.label;
    const at = bisect(this.order, (other) => inOrder(other, tag) > 0);
    const next = this.order[at] && this.rows.get(this.order[at].id);
    this.rows.set(tag.id, row);
    this.fill(row, tag);
    this.order.splice(at, 0, tag);
    const body = next ? next.parentNode : [...this.table.tBodies].at(-1);
    body.insertBefore(row, next ?? null);
    if (body.rows.length > 2 * GROUP) this.split(body);
  }

  /** Moves half of the rows to a group of their own: the browser lays out the groups in sight. */
  split(body) {
    const half = body.cloneNode();
    half.append(...[...body.rows].slice(GROUP));
    body.after(half);
  }

  fill(row, tag) {
    const { view } = this, before = row.tag;
    const words = view.text.read(tag.start, tag.end);
    row.tag = tag;
    if (before) this.order[this.order.indexOf(before)] = tag;
    const name = `${tag.label} ${quoted(words, 40)}`;
    const quote = row.querySelector(".otr-quote");
    quote.textContent = words;
    row.querySelector(".otr-place").lastChild.textContent = view.text.sentenceAt(tag.start).n;
    row.querySelector(".otr-remove").setAttribute("aria-label", `Remove ${name}`);
    if (view.links && tag.label !== "cue") this.menu(row, "from", "Comes from", name, tag.target, view.nameOf(tag.target));
    if (view.statuses.length && tag.label === "claim") this.menu(row, "status", "Status", name, tag.status, tag.status ?? "not set");
    this.note(tag.id, view.notes[tag.id]);
  }

  /** A menu that holds only its present value; it is filled when somebody goes to it. */
  menu(row, kind, title, name, value, shown) {
    const cell = row.querySelector(`.otr-cell-${kind}`);
    if (!cell.firstChild) {
      cell.append(element(`<label><span class="otr-title">${title}</span><select data-kind="${kind}"></select></label>`));
    }
    const select = cell.querySelector("select");
    select.setAttribute("aria-label", `${title}: ${name}`);
    select.replaceChildren(new Option(shown, value ?? "", true, true));
    select.filled = false;
    select.classList.toggle("otr-unset", !value);
  }

  note(id, text) {
    const cell = this.rows.get(id)?.querySelector(".otr-cell-note");
    if (cell && cell.textContent !== (text ?? "")) cell.textContent = text ?? "";
  }

  drop(id) {
    const row = this.rows.get(id);
    if (!row) return;
    this.order.splice(this.order.indexOf(row.tag), 1);
    this.rows.delete(id);
    const body = row.parentNode;
    row.remove();
    if (!body.rows.length && this.table.tBodies.length > 1) body.remove();
  }

  /** The row to go to when this one is taken away: the next one, or the one before. */
  neighbour(id) {
    const at = this.order.indexOf(this.rows.get(id).tag);
    const near = this.order[at + 1] ?? this.order[at - 1];
    return near && near.id;
  }
}

/* ---- The view ---- */

class View {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.uid = `otr-${random()}`;
    this.labels = model.get("labels");
    this.links = model.get("links");
    this.single = model.get("single");
    this.meanings = model.get("statuses");
    this.statuses = Object.keys(this.meanings);
    this.notes = model.get("notes");
    this.tags = new Map();
    this.undone = [];
    this.done = [];
    this.pending = new Map();
    this.revision = model.get("revision");
    this.span = null;
    this.caret = null;
    this.current = null;
    this.stop = new AbortController();
    this.build();
    this.listen();
    this.replace(model.get("tags"));
    this.showSaved();
    this.showTried();
  }

  build() {
    const key = (letter) => `<kbd aria-hidden="true">${letter}</kbd>`;
    const act = (name, words, letter, more = "") =>
      `<button type="button" class="otr-button" data-act="${name}" ${letter ? `aria-keyshortcuts="${letter}"` : ""} ${more}>
        ${words}${letter ? key(letter) : ""}</button>`;
    const icon = (name, words, letter, path) =>
      `<button type="button" class="otr-button otr-icon" data-act="${name}" aria-label="${words}" title="${words}"
        aria-keyshortcuts="${letter}"><svg viewBox="0 0 20 20" aria-hidden="true">${path}</svg></button>`;
    const tagging = this.labels.map((label) =>
      act(`tag:${label}`, `<span class="otr-swatch" aria-hidden="true"></span><span>${NAMES[label]}</span>`, LETTERS[label].toUpperCase(), `data-label="${label}"`));
    const extra = this.model.get("buttons").map((name) =>
      act(name, `<span>${BUTTONS[name]}</span>`, "", { check: 'data-main=""', worked: "hidden" }[name] ?? ""));
    const heads = ["Label", "Words", this.links && "Comes from", this.statuses.length && "Status", "Remove", "Feedback"];
    const { uid } = this;
    const typed = this.model.get("typed");
    const root = element(`<div class="otr-tagger" role="group" aria-label="Tagger: ${escaped(this.model.get("page").title)}">
      <p class="otr-prompt">${escaped(this.model.get("prompt"))}</p>
      <div class="otr-bar" role="toolbar" aria-label="Tag the selected words">
        <div class="otr-group">${tagging.join("")}</div>
        <div class="otr-group">
          ${this.links ? act("link", "<span>Comes from</span>", "L") : ""}
          ${this.statuses.length ? act("status", "<span>Status</span>", "T") : ""}
        </div>
        <div class="otr-group otr-end">
          ${icon("undo", "Undo", "Control+Z", '<path d="M8 4L4 8l4 4M4 8h7a4.5 4.5 0 010 9H8"/>')}
          ${icon("redo", "Redo", "Control+Shift+Z", '<path d="M12 4l4 4-4 4M16 8H9a4.5 4.5 0 000 9h3"/>')}
          ${act("help", "<span>Keys</span>", "?", `aria-expanded="false" aria-controls="${uid}-help"`)}
        </div>
      </div>
      <div class="otr-help" id="${uid}-help" role="group" aria-label="Keys" tabindex="-1" hidden></div>
      <div class="otr-main">
        <div class="otr-reading">
          <div class="otr-story" role="textbox" aria-multiline="true" aria-readonly="true" contenteditable="true"
            inputmode="none" spellcheck="false" autocorrect="off" autocapitalize="off" translate="no" data-gramm="false"
            aria-label="Article text, for selecting only" aria-describedby="${uid}-how" tabindex="0"></div>
          <form class="otr-find">
            <label class="otr-hidden" for="${uid}-find">Find a passage</label>
            <input id="${uid}-find" type="search" placeholder="Find a passage" autocomplete="off" enterkeyhint="search">
            <button type="submit" class="otr-button">Find</button>
          </form>
          <div class="otr-choice" hidden></div>
        </div>
        <div class="otr-side" role="group" aria-labelledby="${uid}-list">
          <div class="otr-side-head"><p class="otr-title-line" id="${uid}-list">Tags <span class="otr-count"></span></p>
            <p class="otr-goal"></p></div>
          <p class="otr-empty"></p>
          <div class="otr-scroll"><table role="table" class="otr-table" aria-labelledby="${uid}-list"><thead role="rowgroup"><tr role="row">
            ${heads.filter(Boolean).map((head) => `<th role="columnheader" scope="col">${head}</th>`).join("")}
          </tr></thead><tbody role="rowgroup"></tbody></table></div>
        </div>
      </div>
      <div class="otr-foot">
        <p class="otr-message" role="status" id="${uid}-how"></p>
        <p class="otr-saved"></p>
        ${extra.length ? `<div class="otr-group">${extra.join("")}</div>` : ""}
      </div>
      ${typed ? `<p class="otr-typed">Or type it in a cell: <code>${escaped(typed)}</code></p>` : ""}</div>`);
    this.root = root;
    this.part = (name) => root.querySelector(`.otr-${name}`);
    this.pane = this.part("story");
    this.message = this.part("message");
    this.text = new Text(this.model.get("page"), this.pane);
    this.marks = new Marks(this.text, this.tags);
    this.list = new List(this, this.part("table"));
    this.part("empty").textContent = `No tags yet. Select words in the text, then choose ${this.keysText()}.`;
    this.part("help").innerHTML = this.helpHtml();
    this.message.textContent = this.marks.able
      ? `Select words, then press ${this.keysText()}. Press ? for all keys.`
      : "This browser cannot draw marks in the text. The list shows all your tags.";
    this.el.append(root);
  }

  keysText() {
    const keys = this.labels.map((label) => `${LETTERS[label].toUpperCase()} for ${label}`);
    return keys.length > 1 ? `${keys.slice(0, -1).join(", ")} or ${keys.at(-1)}` : keys[0];
  }

  helpHtml() {
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    const [jump, main] = mac ? ["Option", "Cmd"] : ["Ctrl", "Ctrl"];
    const row = (keys, words) =>
      `<div><dt>${keys.map((key) => `<kbd>${key}</kbd>`).join(" ")}</dt><dd>${words}</dd></div>`;
    const rows = [
      row(["Shift", "←", "→"], "select letter by letter"),
      row([jump, "Shift", "←", "→"], "select word by word"),
      ...this.labels.map((label) => row([LETTERS[label].toUpperCase()], `tag the selected words as ${label}`)),
      row(["N"], "next tag"), row(["P"], "tag before"),
      this.links && row(["L"], "say what this tag comes from"),
      this.statuses.length && row(["T"], "give this claim a status"),
      this.statuses.length && row(["1", "–", String(this.statuses.length)], this.statuses.join(", ")),
      row(["Delete"], "remove this tag"),
      row([main, "Z"], "undo"),
      row([main, "Shift", "Z"], `redo, also <kbd>${main}</kbd> <kbd>Y</kbd>`),
      row(["F"], "find a passage, also <kbd>/</kbd>"), row(["Tab"], "go on to the next control"), row(["Esc"], "close"),
    ];
    return `<div class="otr-help-head"><p class="otr-title-line">Keys</p><button type="button" class="otr-button" data-act="help">Close</button></div>
      <p>A mouse or a finger selects words too. Half a word becomes the whole word. “This tag” is the one where the caret stands.</p>
      <dl>${rows.filter(Boolean).join("")}</dl>`;
  }

  listen() {
    const { root, pane, model } = this, { signal } = this.stop;
    const on = (target, name, act, options = {}) =>
      target.addEventListener(name, act.bind(this), { signal, ...options });
    on(root, "keydown", this.onKey);
    for (const name of ["keypress", "keyup"]) on(root, name, (event) => isOurs(event) && event.stopPropagation());
    on(root, "click", this.onClick);
    // A press on a button must not take the selection out of the text.
    on(root, "mousedown", (event) => event.target.closest(".otr-bar button, .otr-choice") && event.preventDefault());
    on(root, "change", (event) => event.target.dataset.kind && this.onMenu(event.target));
    for (const name of ["focusin", "pointerdown"]) on(root, name, (event) => this.onVisit(event.target));
    on(this.part("find"), "submit", (event) => { event.preventDefault(); this.onFind(); });
    on(document, "selectionchange", this.onSelection);
    on(pane, "beforeinput", (event) => event.preventDefault());
    for (const name of ["cut", "paste", "drop", "dragstart"]) on(pane, name, (event) => event.preventDefault());
    on(pane, "compositionstart", () => { this.composing = true; });
    on(pane, "compositionend", () => { this.composing = false; this.restoreText(); });
    on(pane, "input", (event) => event.isComposing || this.restoreText());
    this.handlers = [
      ["msg:custom", (message) => this.onMessage(message)],
      ["change:receipt", () => renewReceipt(model)],
      ["change:saved", () => this.showSaved()],
      ["change:notes", () => this.onNotes()],
      ["change:goal", () => this.showCounts()],
      ["change:tried", () => this.showTried()],
      ["change:tags", () => this.model.get("tags") === this.ownList || this.onForeignList()],
    ];
    for (const [name, act] of this.handlers) model.on(name, act);
    renewReceipt(model);
  }

  /** The worked answer is offered once a try was made. */
  showTried() {
    const button = this.root.querySelector("[data-act=worked]");
    if (button) button.hidden = !this.model.get("tried");
  }

  dispose() {
    this.stop.abort();
    for (const [name, act] of this.handlers) this.model.off(name, act);
    this.marks.clear();
    clearTimeout(this.timer);
    this.root.remove();
  }

  /* -- Tags and changes -- */

  say(text) {
    // The same sentence twice in a row must be read out twice.
    this.message.textContent = this.message.textContent === text ? `${text}\u00a0` : text;
  }

  nameOf(id) {
    const tag = this.tags.get(id);
    return tag ? quoted(this.text.read(tag.start, tag.end), 48) : "not set";
  }

  describe(tag) {
    const from = tag.target ? ` Comes from ${this.nameOf(tag.target)}.` : "";
    const status = tag.status ? ` Status: ${tag.status}.` : "";
    return `${NAMES[tag.label]} ${this.nameOf(tag.id)}.${from}${status}`;
  }

  /** Applies a change to the page; the change that takes it back. */
  apply({ set = [], remove = [] }) {
    const back = { set: [], remove: [] }, blocks = new Set();
    for (const id of remove) {
      const old = this.tags.get(id);
      if (!old) continue;
      const block = this.text.sentenceAt(old.start).block;
      blocks.add(block);
      block.tags.delete(id);
      back.set.push(old);
      this.tags.delete(id);
      this.list.drop(id);
      if (this.current === id) this.setCurrent(null);
    }
    for (const tag of set) {
      const old = this.tags.get(tag.id);
      old ? back.set.push(old) : back.remove.push(tag.id);
      const block = this.text.sentenceAt(tag.start).block;
      blocks.add(block);
      block.tags.add(tag.id);
      this.tags.set(tag.id, tag);
    }
    for (const tag of set) this.list.put(tag);
    for (const block of blocks) this.marks.refresh(block);
    this.showCounts();
    return back;
  }

  change(change, words) {
    const back = this.apply(change);
    this.done.push({ change, back, words });
    this.undone = [];
    this.showSteps();
    this.send(change);
    this.say(words);
  }

  step(from, to, part, verb) {
    const last = from.pop();
    if (!last) return this.say(`There is nothing to ${verb}.`);
    to.push(last);
    this.apply(last[part]);
    this.send(last[part]);
    this.showSteps();
    this.say(`${verb === "undo" ? "Undone" : "Done again"}: ${last.words}`);
    const touched = last[part].set[0];
    if (touched) this.setCurrent(touched.id);
  }

  undo() { this.step(this.done, this.undone, "back", "undo"); }
  redo() { this.step(this.undone, this.done, "change", "redo"); }

  tagAs(label) {
    if (!this.labels.includes(label)) return;
    if (!this.span) {
      this.say(this.crossing
        ? "A tag stays within one paragraph. Select fewer words."
        : "Select words first: drag over them, or hold Shift and press the arrow keys.");
      return;
    }
    const [start, end] = this.span;
    const same = this.covering(start).find((tag) => tag.start === start && tag.end === end && tag.label === label);
    if (same) {
      this.setCurrent(same.id);
      this.say(`These words are tagged as ${label} already.`);
      return;
    }
    const tag = { id: `t-${random()}`, start, end, label, target: null, status: null };
    const remove = this.single ? [...this.tags.keys()] : [];
    this.change({ set: [tag], remove }, `Tagged as ${label}: ${quoted(this.text.read(start, end))}.`);
    this.pick(null);
    this.caret = end;
    this.looked = [end, end];
    if (this.inText()) this.text.select(end);
    this.setCurrent(tag.id);
  }

  remove(id) {
    const tag = this.tags.get(id);
    if (!tag) return this.say("Go to a tag first. N goes to the next one.");
    const cleared = [...this.tags.values()].filter((other) => other.target === id);
    const row = this.list.rows.get(id);
    const near = row.contains(document.activeElement) && (this.list.neighbour(id) ?? "text");
    const words = `Removed ${tag.label} ${this.nameOf(id)}.`;
    this.change({ set: cleared.map((other) => ({ ...other, target: null })), remove: [id] }, words);
    if (near === "text") this.focusText();
    else if (near) this.list.rows.get(near).querySelector(".otr-remove").focus();
  }

  setPart(id, part, value) {
    const tag = this.tags.get(id);
    if (!tag || tag[part] === value) return;
    const name = `${NAMES[tag.label]} ${this.nameOf(id)}`;
    const said = part === "target" ? ` comes from ${this.nameOf(value)}` : ` has the status ${value}`;
    const taken = part === "target" ? " comes from nothing yet" : " has no status yet";
    this.change({ set: [{ ...tag, [part]: value }], remove: [] }, `${name}${value ? said : taken}.`);
    this.setCurrent(id, true);
  }

  /** The sources that a tag may come from, the nearest first; no chain leads back to itself. */
  origins(tag) {
    const leadsBack = (other) => {
      for (let at = other; at; at = this.tags.get(at.target)) if (at.id === tag.id) return true;
      return false;
    };
    const gap = (other) => Math.min(Math.abs(other.start - tag.end), Math.abs(tag.start - other.end));
    return [...this.tags.values()]
      .filter((other) => other.label === "source" && !leadsBack(other))
      .sort((a, b) => gap(a) - gap(b) || inOrder(a, b));
  }

  replace(tags) {
    for (const block of this.text.blocks) block.tags.clear();
    const kept = new Set(tags.map((tag) => tag.id));
    this.apply({ remove: [...this.tags.keys()].filter((id) => !kept.has(id)), set: tags });
    for (const block of this.text.blocks) this.marks.refresh(block);
    this.done = [];
    this.undone = [];
    this.showSteps();
  }

  /* -- Python -- */

  send(change) {
    const id = random();
    this.pending.set(id, change);
    this.model.send({ kind: "change", change: id, ...change });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.showSaved(this.pending.size > 0), PATIENCE);
    this.showSaved();
  }

  onMessage(message) {
    if (message.kind === "applied") {
      if (!this.pending.delete(message.change)) this.apply(message);
      const missed = message.revision > this.revision + 1;
      this.revision = message.revision;
      if (missed) this.model.send({ kind: "resend" });
      this.keepList();
    } else if (message.kind === "all") {
      this.pending.clear();
      this.revision = message.revision;
      this.replace(message.tags);
      this.keepList();
      if (message.refused) this.say(`Not changed. ${message.refused}`);
      this.showSaved();
    } else if (message.kind === "acted") {
      this.say("The answer stands below.");
    }
  }

  /** Keeps the model's list in step, for a second view and for a saved notebook; sends nothing. */
  keepList() {
    if (this.keeping) return;
    this.keeping = true;
    (window.requestIdleCallback ?? setTimeout)(() => {
      this.keeping = false;
      this.ownList = this.list.order.slice();
      this.model.set("tags", this.ownList);
    });
  }

  onForeignList() {
    const tags = this.model.get("tags");
    const known = tags.length === this.tags.size && tags.every((tag) => {
      const own = this.tags.get(tag.id);
      return own && own.start === tag.start && own.end === tag.end && own.label === tag.label &&
        own.target === tag.target && own.status === tag.status;
    });
    if (!known) this.replace(tags);
  }

  onNotes() {
    this.notes = this.model.get("notes");
    for (const id of this.list.rows.keys()) this.list.note(id, this.notes[id]);
  }

  showSaved(late = false) {
    const { ok = true, text = "" } = this.model.get("saved");
    const line = this.part("saved"), busy = this.pending.size > 0;
    if (!busy) clearTimeout(this.timer);
    line.dataset.state = late ? "late" : busy ? "busy" : ok ? "ok" : "bad";
    line.textContent = late
      ? "Not saved yet: Python is busy or has stopped. If this stays, run the cell again."
      : busy ? "Saving" : text;
    if (late || (!busy && !ok)) this.say(line.textContent);
  }

  showCounts() {
    const count = this.tags.size;
    this.part("count").textContent = count ? String(count) : "";
    this.part("table").classList.toggle("otr-many", count > MANY);
    this.part("empty").hidden = count > 0;
    this.part("scroll").hidden = count === 0;
    const goals = Object.entries(this.model.get("goal")).map(([label, wanted]) => {
      let tagged = 0;
      for (const tag of this.tags.values()) tagged += tag.label === label;
      return `${counted(tagged, label)} tagged of ${wanted}`;
    });
    this.part("goal").textContent = goals.join(", ");
  }

  showSteps() {
    for (const [name, steps] of [["undo", this.done], ["redo", this.undone]]) {
      this.root.querySelector(`[data-act=${name}]`).setAttribute("aria-disabled", String(!steps.length));
    }
  }

  /* -- Selection -- */

  inText() { return document.activeElement === this.pane; }

  focusText() {
    this.pane.focus({ preventScroll: true });
    if (this.span) this.text.select(...this.span);
    else if (this.caret !== null) this.text.select(this.caret);
  }

  onSelection() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
    if (this.composing || !this.pane.contains(anchorNode) || !this.pane.contains(focusNode)) return;
    const from = this.text.offsetAt(anchorNode, anchorOffset);
    const to = this.text.offsetAt(focusNode, focusOffset);
    if (this.looked?.[0] === from && this.looked[1] === to) return;
    this.looked = [from, to];
    this.caret = to;
    this.crossing = false;
    if (from === to) {
      this.pick(null);
      this.setCurrent(this.covering(to)[0]?.id ?? null, true);
      return;
    }
    let span = this.text.snap(Math.min(from, to), Math.max(from, to));
    if (span && this.text.sentenceAt(span[0]).block !== this.text.sentenceAt(span[1] - 1).block) {
      this.crossing = true;
      span = null;
    }
    this.pick(span);
    const whole = span && this.covering(span[0]).find((tag) => tag.start === span[0] && tag.end === span[1]);
    this.setCurrent(whole ? whole.id : null);
  }

  pick(span) {
    if (!span && !this.span) return;
    this.span = span;
    this.marks.only("picked", span);
  }

  /** The tags at an offset, the shortest first. */
  covering(offset) {
    const { block } = this.text.sentenceAt(offset);
    return [...block.tags].map((id) => this.tags.get(id))
      .filter((tag) => tag.start <= offset && offset <= tag.end)
      .sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  setCurrent(id, quiet = false) {
    const tag = this.tags.get(id);
    if (this.current !== id) {
      this.list.rows.get(this.current)?.classList.remove("otr-now");
      this.current = tag ? id : null;
      const row = this.list.rows.get(id);
      row?.classList.add("otr-now");
      if (row) this.reveal(row);
      if (tag && quiet && this.inText()) this.say(this.describe(tag));
    }
    const origin = tag && this.tags.get(tag.target);
    this.marks.only("current", tag ? [tag.start, tag.end] : null);
    this.marks.only("origin", origin ? [origin.start, origin.end] : null);
  }

  /** Scrolls the list, and nothing but the list, to a row. */
  reveal(row) {
    const box = this.part("scroll");
    requestAnimationFrame(() => {
      if (box.scrollHeight <= box.clientHeight || !row.isConnected) return;
      const gap = row.getBoundingClientRect(), frame = box.getBoundingClientRect();
      if (gap.top < frame.top) box.scrollTop += gap.top - frame.top - 4;
      else if (gap.bottom > frame.bottom) box.scrollTop += gap.bottom - frame.bottom + 4;
    });
  }

  goTo(start, end) {
    this.pane.focus({ preventScroll: true });
    this.text.select(start, end);
    this.looked = null;
    this.text.sentenceAt(start).el.scrollIntoView({ block: "nearest" });
    this.onSelection();
  }

  jump(way) {
    const order = this.list.order;
    if (!order.length) return this.say("There are no tags yet.");
    const here = order.findIndex((tag) => tag.id === this.current);
    const at = this.caret ?? 0;
    let next = here + way;
    if (here === -1) {
      const after = bisect(order, (tag) => tag.start >= at);
      next = way > 0 ? after : after - 1;
    }
    const tag = order[(next + order.length) % order.length];
    this.goTo(tag.start, tag.end);
    this.setCurrent(tag.id);
    this.say(this.describe(tag));
  }

  restoreText() {
    if (!this.text.restore()) return;
    for (const block of this.text.blocks) this.marks.refresh(block);
    if (this.inText()) this.focusText();
  }

  toFind() { this.root.querySelector("input").focus(); }

  onFind() {
    const wanted = this.root.querySelector("input[type=search]").value;
    const found = this.text.find(wanted);
    if (!wanted.trim()) return this.say("Type some words of the passage first.");
    if (!found.length) return this.say(`The text does not hold ${quoted(wanted.trim())}.`);
    const after = this.span ? this.span[0] : this.caret ?? -1;
    const at = Math.max(found.findIndex(([start]) => start > after), 0);
    const [start, end] = found[at];
    this.goTo(start, end);
    this.say(`Found ${at + 1} of ${found.length}, in sentence ${this.text.sentenceAt(start).n}. Press ${this.keysText()}.`);
  }

  /* -- Choosing where a tag comes from, and its status -- */

  choose(part) {
    const tag = this.tags.get(this.current);
    const wrong = part === "status" ? tag?.label !== "claim" : !tag || tag.label === "cue";
    if (wrong) return this.say(`Go to a claim${part === "status" ? "" : " or a source"} first. N goes to the next tag.`);
    const options = part === "status"
      ? this.statuses.map((status) => ({ value: status, words: status, more: this.meanings[status] }))
      : this.origins(tag).map((other) => ({
          value: other.id, words: this.nameOf(other.id), more: `sentence ${this.text.sentenceAt(other.start).n}` }));
    if (!options.length) {
      const other = [...this.tags.values()].some((one) => one.label === "source" && one !== tag);
      return this.say(other
        ? "Your other sources come from this one, so it cannot come from them."
        : "Tag a source first. Then you can say that this comes from it.");
    }
    options.push({ value: null, words: "not set", more: "" });
    const title = part === "status" ? `Status of ${tag.label} ${this.nameOf(tag.id)}` : `${NAMES[tag.label]} ${this.nameOf(tag.id)} comes from`;
    this.openChoice(title, options, tag[part], tag, (value) => this.setPart(tag.id, part, value));
  }

  openChoice(title, options, value, tag, act) {
    const box = this.part("choice");
    const rows = options.map(({ words, more }, at) =>
      `<div role="option" id="${this.uid}-o${at}" class="otr-option"><kbd aria-hidden="true">${at < 9 ? at + 1 : ""}</kbd>
        <span>${escaped(words)}</span><small>${escaped(more)}</small></div>`);
    box.innerHTML = `<p id="${this.uid}-ask">${escaped(title)}</p>
      <div role="listbox" tabindex="0" aria-labelledby="${this.uid}-ask">${rows.join("")}</div>`;
    this.choice = { options, act, at: Math.max(options.findIndex((one) => one.value === value && value), 0) };
    box.hidden = false;
    const range = document.createRange();
    range.setStart(...this.text.pointAt(tag.start));
    range.setEnd(...this.text.pointAt(tag.end));
    const words = range.getBoundingClientRect(), frame = box.parentElement.getBoundingClientRect();
    const most = this.pane.getBoundingClientRect();
    const top = Math.min(Math.max(words.bottom, most.top + 40), most.bottom) - frame.top + 6;
    box.style.top = `${top}px`;
    box.style.left = `${Math.max(Math.min(words.left - frame.left, frame.width - box.offsetWidth - 8), 8)}px`;
    this.moveChoice(0);
    box.querySelector("[role=listbox]").focus({ preventScroll: true });
  }

  moveChoice(way) {
    const { choice } = this, count = choice.options.length;
    choice.at = (choice.at + way + count) % count;
    const list = this.part("choice").querySelector("[role=listbox]");
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === choice.at)));
    list.setAttribute("aria-activedescendant", `${this.uid}-o${choice.at}`);
    list.children[choice.at].scrollIntoView({ block: "nearest" });
  }

  closeChoice(at = -1) {
    const { choice } = this;
    if (!choice) return;
    this.choice = null;
    this.part("choice").hidden = true;
    this.focusText();
    if (at >= 0) choice.act(choice.options[at].value);
  }

  onChoiceKey(event) {
    const last = this.choice.options.length - 1;
    const ways = { ArrowDown: 1, ArrowUp: -1, Home: -this.choice.at, End: last - this.choice.at };
    if (event.key in ways) this.moveChoice(ways[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.closeChoice(this.choice.at);
    else if (event.key === "Escape" || event.key === "Tab") this.closeChoice();
    else if (/^[1-9]$/.test(event.key) && event.key - 1 <= last) this.closeChoice(event.key - 1);
    else return;
    event.preventDefault();
  }

  help(open = this.part("help").hidden) {
    const panel = this.part("help");
    const button = this.root.querySelector("[aria-controls]");
    const inside = panel.contains(document.activeElement);
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      this.beforeHelp = document.activeElement;
      panel.focus();
    } else if (inside) {
      this.beforeHelp === this.pane ? this.focusText() : button.focus();
    }
  }

  /* -- Keys, clicks, menus -- */

  onKey(event) {
    if (isOurs(event)) event.stopPropagation();
    const { target } = event;
    // The browser tells of a new selection late; a quick hand has pressed the next key by then.
    if (target === this.pane) this.onSelection();
    if (this.choice && target.closest(".otr-choice")) return this.onChoiceKey(event);
    if (event.key === "Escape" && !this.part("help").hidden) return this.help(false);
    if (target.matches("input")) return;
    const act = this.commandOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  commandOf(event) {
    const { target } = event, main = event.ctrlKey || event.metaKey;
    const letter = letterOf(event);
    if (main && !event.altKey) {
      if (letter === "z") return () => (event.shiftKey ? this.redo() : this.undo());
      return letter === "y" ? () => this.redo() : null;
    }
    if (main || event.altKey || event.isComposing) return null;
    if (event.key === "?") return () => this.help();
    if (target.matches("select")) return null;
    const label = this.labels.find((name) => LETTERS[name] === letter);
    if (label) return () => this.tagAs(label);
    const plain = { n: () => this.jump(1), p: () => this.jump(-1), f: () => this.toFind(), "/": () => this.toFind(),
      Delete: () => this.remove(this.current), Backspace: () => this.remove(this.current) };
    if (this.links) plain.l = () => this.choose("target");
    if (this.statuses.length) plain.t = () => this.choose("status");
    const tag = this.tags.get(this.current);
    if (/^[1-9]$/.test(event.key) && event.key <= this.statuses.length && tag?.label === "claim") {
      return () => this.setPart(tag.id, "status", this.statuses[event.key - 1]);
    }
    return plain[letter] ?? plain[event.key];
  }

  onClick(event) {
    const option = event.target.closest(".otr-option");
    if (option) return this.closeChoice([...option.parentElement.children].indexOf(option));
    if (this.choice && !event.target.closest(".otr-choice, [data-act=link], [data-act=status]")) this.closeChoice();
    const button = event.target.closest("button");
    const row = button?.closest(".otr-row");
    if (row && button.matches(".otr-remove")) return this.remove(row.dataset.id);
    if (row && button.matches(".otr-quote")) {
      const { tag } = row;
      this.goTo(tag.start, tag.end);
      this.setCurrent(tag.id);
      return this.say(this.describe(tag));
    }
    const [act, label] = (button?.dataset.act ?? "").split(":");
    if (act === "tag") this.tagAs(label);
    else if (act === "undo") this.undo();
    else if (act === "redo") this.redo();
    else if (act === "help") this.help();
    else if (act === "link") this.choose("target");
    else if (act === "status") this.choose("status");
    else if (act) {
      this.model.send({ kind: act });
      this.say("One moment.");
    }
  }

  /** Fills a menu when somebody comes to it, and shows in the text the tag of its row. */
  onVisit(target) {
    const row = target.closest?.(".otr-row");
    if (row && this.current !== row.dataset.id) this.setCurrent(row.dataset.id);
    if (!target.dataset?.kind || target.filled) return;
    target.filled = true;
    const tag = this.tags.get(row.dataset.id);
    const options = target.dataset.kind === "status"
      ? this.statuses.map((status) => [status, status])
      : this.origins(tag).map((other) => [this.nameOf(other.id), other.id]);
    const value = target.value;
    target.replaceChildren(new Option("not set", ""), ...options.map(([words, id]) => new Option(words, id)));
    target.value = value;
  }

  onMenu(select) {
    const part = select.dataset.kind === "status" ? "status" : "target";
    const id = select.closest(".otr-row").dataset.id;
    this.setPart(id, part, select.value || null);
    this.onVisit(select);
  }
}

/** The letter that a key stands for, also on a keyboard or with an input method of another script. */
function letterOf(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const foreign = event.key === "Process" || event.key === "Unidentified" || /^\p{L}$/u.test(event.key);
  return foreign && /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : "";
}

/** Whether a key belongs to the tagger: JupyterLab must not cut a cell because somebody typed x. */
function isOurs(event) {
  if (event.key === "Tab" || /^F\d/.test(event.key)) return false;
  if (event.ctrlKey || event.metaKey) return /^[acvxyz]$|^Arrow|^Home$|^End$|^Backspace$|^Delete$/i.test(event.key);
  if (event.key === "Enter") return !event.shiftKey && !event.altKey;
  return !event.altKey || /^Arrow/.test(event.key);
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.dispose();
  },
};
