// The tagger: the story as text with the browser's own caret, and a list of tags beside it.
// Words are drawn as CSS highlights, so a page of any length has one element per sentence.
// Offsets are code points, as in Python; the DOM counts UTF-16 units, so both ends convert.

const LABELS = {
  source: { key: "s", name: "Source", says: "who says it" },
  cue: { key: "c", name: "Cue", says: "the words that say so" },
  claim: { key: "m", name: "Claim", says: "what is said" },
};
const HELP = [
  ["Arrow keys", "move in the story"],
  ["Shift + arrow keys", "select; with Ctrl, whole words"],
  ["s, c, m", "tag the selected words as source, cue or claim"],
  ["Enter", "choose the tag at the caret"],
  ["l", "say what the chosen tag comes from"],
  ["t", "give the chosen claim its status"],
  ["Delete", "remove the chosen tag"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
  ["/", "find a passage"],
  ["? and Escape", "open and close this help; Escape also goes back to the story"],
];

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};
const freshId = () => Math.random().toString(36).slice(2, 12);
const hasAstral = (text) => /[\ud800-\udbff]/.test(text);
const points = (text) => (hasAstral(text) ? [...text].length : text.length);
const unitsBefore = (text, count) => (hasAstral(text) ? [...text].slice(0, count).join("").length : count);
const inOrder = (a, b) => a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.id < b.id ? -1 : 1);

// All widgets of a page share one highlight per label: highlight names are global.
const highlight = (name) => {
  const full = `otr-${name}`;
  if (!CSS.highlights.has(full)) CSS.highlights.set(full, new Highlight());
  return CSS.highlights.get(full);
};

class Story {
  // The text: one element per sentence, whose only child is its text.
  constructor(page) {
    this.words = page.words;
    this.sentences = [];
    this.node = make("div", {
      class: "otr-story", contenteditable: "true", role: "textbox", "aria-multiline": "true",
      "aria-readonly": "true", "aria-label": `${page.title}. Text for selecting only; it cannot be changed.`,
      spellcheck: "false", autocorrect: "off", autocapitalize: "off", tabindex: "0",
    });
    this.blocks = page.blocks;
    this.restore();
    this.node.addEventListener("beforeinput", (event) => event.preventDefault());
    for (const name of ["drop", "dragover", "paste", "cut"]) {
      this.node.addEventListener(name, (event) => event.preventDefault());
    }
  }

  restore() {
    this.sentences = [];
    this.node.replaceChildren(...this.blocks.map((block) => {
      const paragraph = make("p", { class: `otr-${block.role}`, "data-role": block.role === "paragraph" ? null : block.role });
      block.sentences.forEach(([number, start, text], place) => {
        if (place) paragraph.append(" ");
        const node = make("span", { "data-number": number });
        const content = document.createTextNode(text);
        node.append(content);
        paragraph.append(node);
        this.sentences.push({ number, start, end: start + points(text), text, content });
      });
      return paragraph;
    }));
  }

  intact() {
    return this.sentences.every((s) => s.content.isConnected && s.content.data === s.text);
  }

  sentenceAt(offset) {
    let [low, high] = [0, this.sentences.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.sentences[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.sentences[low];
  }

  // The code point that a place in the DOM stands for, or null outside the story.
  offsetOf(node, at) {
    if (!this.node.contains(node)) return null;
    if (node.nodeType === Node.TEXT_NODE) {
      const inside = this.sentences.find((s) => s.content === node);
      if (inside) return inside.start + points(inside.text.slice(0, at));
    }
    const range = document.createRange();
    range.setStart(this.node, 0);
    range.setEnd(node, at);
    const after = this.sentences.find((s) => range.comparePoint(s.content, 0) >= 0);
    return after ? after.start : this.sentences.at(-1).end;
  }

  place(offset, closing) {
    let sentence = this.sentenceAt(closing ? offset - 1 : offset);
    return [sentence.content, unitsBefore(sentence.text, Math.min(offset, sentence.end) - sentence.start)];
  }

  range(start, end) {
    const range = new StaticRange({
      startContainer: this.place(start)[0], startOffset: this.place(start)[1],
      endContainer: this.place(end, true)[0], endOffset: this.place(end, true)[1],
    });
    return range;
  }

  // Whole words: from the first word that the span touches to the last one.
  snap(start, end) {
    const { words } = this;
    let [low, high] = [0, words.length / 2];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[2 * middle + 1] <= start) low = middle + 1;
      else high = middle;
    }
    let first = low;
    if (start === end && first > 0 && words[2 * first] > start && words[2 * first - 1] === start) first -= 1;
    let last = first;
    while (2 * last + 2 < words.length && words[2 * last + 2] < end) last += 1;
    if (2 * first >= words.length || words[2 * first] >= Math.max(end, start + 1)) {
      return start === end && first > 0 && words[2 * first - 1] === start ? [words[2 * first - 2], start] : null;
    }
    return [words[2 * first], words[2 * last + 1]];
  }

  selected() {
    const selection = document.getSelection();
    if (!selection?.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const start = this.offsetOf(range.startContainer, range.startOffset);
    const end = this.offsetOf(range.endContainer, range.endOffset);
    return start == null || end == null ? null : [start, end];
  }

  select(start, end) {
    this.node.focus({ preventScroll: true });
    document.getSelection().setBaseAndExtent(...this.place(start), ...this.place(end, true));
    this.sentenceAt(start).content.parentElement.scrollIntoView({ block: "nearest" });
  }

  quote(start, end) {
    const parts = this.sentences.slice(this.sentences.indexOf(this.sentenceAt(start)));
    let text = "";
    for (const s of parts) {
      if (s.start >= end) break;
      text += (text ? " " : "") + s.text.slice(unitsBefore(s.text, Math.max(start - s.start, 0)), unitsBefore(s.text, Math.min(end, s.end) - s.start));
    }
    return text;
  }

  find(words, from) {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return null;
    // First what comes after the caret, then the whole story from its start.
    const after = this.sentences.filter((s) => s.end > from).map((s) => [s, Math.max(from - s.start, 0)]);
    for (const [s, skipped] of [...after, ...this.sentences.map((s) => [s, 0])]) {
      const at = s.text.toLowerCase().indexOf(wanted, unitsBefore(s.text, skipped));
      if (at >= 0) {
        const start = s.start + points(s.text.slice(0, at));
        return [start, start + points(s.text.slice(at, at + wanted.length))];
      }
    }
    return null;
  }
}

class View {
  constructor(model, el) {
    this.model = model;
    this.id = freshId();
    this.tags = new Map();
    this.order = [];
    this.ranges = new Map();
    this.rows = new Map();
    [this.undone, this.done] = [[], []];
    this.chosen = null;
    this.changes = 0;
    this.story = new Story(model.get("page"));
    this.labels = model.get("labels");
    this.build(el);
    this.listen();
    this.replaceAll(model.get("tags"));
    this.showTraits();
  }

  // ---------------------------------------------------------------- what is on the screen
  build(el) {
    const button = (text, act, more = {}) => {
      const node = make("button", { type: "button", ...more }, ...[text].flat());
      // The selection in the story must survive a click on a button.
      node.addEventListener("pointerdown", (event) => event.preventDefault());
      node.addEventListener("click", act);
      return node;
    };
    const key = (letter) => make("kbd", { "aria-hidden": "true" }, letter);
    this.labelButtons = this.labels.map((label) => button(
      [make("span", { class: `otr-swatch otr-${label}`, "aria-hidden": "true" }), LABELS[label].name, key(LABELS[label].key)],
      () => this.tagSelection(label), { class: "otr-label", title: LABELS[label].says, "aria-keyshortcuts": LABELS[label].key }));
    this.undoButton = button("Undo", () => this.undo(), { "aria-keyshortcuts": "Control+Z" });
    this.redoButton = button("Redo", () => this.redo(), { "aria-keyshortcuts": "Control+Shift+Z" });
    this.helpButton = button(["Keys", key("?")], () => this.toggleHelp(), { "aria-expanded": "false" });
    this.findBox = make("input", { type: "search", "aria-label": "Find a passage", placeholder: "Find a passage" });
    this.help = make("div", { class: "otr-help", role: "group", "aria-label": "Keys", hidden: true },
      make("dl", {}, ...HELP.flatMap(([keys, does]) => [make("dt", {}, keys), make("dd", {}, does)])));
    this.said = make("p", { class: "otr-said", role: "status", "aria-live": "polite" });
    this.progress = make("span", { class: "otr-progress" });
    this.saved = make("span", { class: "otr-saved", role: "status" });
    this.list = make("ol", { class: "otr-tags", "aria-label": "Tags" });
    this.empty = make("p", { class: "otr-empty" }, "No tags yet. Select words in the story, then press a button or a key.");
    const acts = { check: ["Check", "otr-main"], hint: ["Hint", ""] };
    const ends = this.model.get("buttons").map((name) => button(acts[name][0], () => this.model.send({ kind: name }), { class: acts[name][1] }));
    const question = this.model.get("prompt");
    this.root = make("div", { class: "otr-tagger", role: "group", "aria-label": "Tagger" },
      ...(question ? [make("p", { class: "otr-prompt" }, question)] : []),
      make("div", { class: "otr-bar", role: "toolbar", "aria-label": "Tag the selected words" }, ...this.labelButtons, this.undoButton, this.redoButton, this.findBox, this.helpButton),
      this.help,
      make("div", { class: "otr-columns" }, this.story.node,
        make("div", { class: "otr-side", role: "group", "aria-label": "Your tags" }, make("p", { class: "otr-head" }, make("b", {}, "Your tags"), this.progress), this.empty, this.list)),
      this.said,
      make("div", { class: "otr-ends" }, ...ends, this.saved));
    el.append(this.root);
  }

  listen() {
    const { story, root } = this;
    const mend = () => {
      if (story.intact()) return;
      story.restore();
      this.repaint();
      this.say("The story cannot be changed; it is as it was.");
    };
    story.node.addEventListener("input", mend);
    story.node.addEventListener("compositionend", () => setTimeout(mend));
    story.node.addEventListener("click", () => this.chooseAtCaret());
    root.addEventListener("keydown", (event) => this.key(event));
    this.findBox.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const found = story.find(this.findBox.value, this.pending?.[1] ?? 0);
      if (found) { story.select(...found); this.say(`Found: ${story.quote(...found)}. Press a key to tag it.`); }
      else this.say(`These words are not in the story: ${this.findBox.value}`);
    });
    this.onSelection = () => {
      const place = story.selected();
      if (place && root.isConnected) this.pending = place;
    };
    document.addEventListener("selectionchange", this.onSelection);
    this.onMessage = (message) => this.receive(message);
    this.onTraits = () => this.showTraits();
    this.onTags = () => { if (!this.own) this.replaceAll(this.model.get("tags")); };
    this.model.on("msg:custom", this.onMessage);
    this.model.on("change:saved change:notes change:goal", this.onTraits);
    this.model.on("change:tags", this.onTags);
    this.onReceipt = () => renewReceipt(this.model);
    this.model.on("change:receipt", this.onReceipt);
    this.onReceipt();
  }

  remove() {
    document.removeEventListener("selectionchange", this.onSelection);
    this.model.off("msg:custom", this.onMessage);
    this.model.off("change:saved change:notes change:goal", this.onTraits);
    this.model.off("change:tags", this.onTags);
    this.model.off("change:receipt", this.onReceipt);
    for (const id of [...this.ranges.keys()]) this.unpaint(id);
  }

  say(text) { this.said.textContent = text; }

  toggleHelp(open = this.help.hidden) {
    this.help.hidden = !open;
    this.helpButton.setAttribute("aria-expanded", String(open));
  }

  showTraits() {
    const saved = this.model.get("saved");
    this.saved.textContent = saved.text;
    this.saved.classList.toggle("otr-trouble", !saved.ok);
    const notes = this.model.get("notes");
    for (const [id, row] of this.rows) row.note.textContent = notes[id] ?? "";
    this.count();
  }

  count() {
    const goal = this.model.get("goal");
    const numbers = {};
    for (const tag of this.tags.values()) numbers[tag.label] = (numbers[tag.label] ?? 0) + 1;
    this.progress.textContent = this.labels
      .filter((label) => goal[label] || numbers[label])
      .map((label) => `${label}s ${numbers[label] ?? 0}${goal[label] ? ` of ${goal[label]}` : ""}`).join(", ");
    this.undoButton.disabled = !this.done.length;
    this.redoButton.disabled = !this.undone.length;
    this.empty.hidden = this.tags.size > 0;
  }

  // ---------------------------------------------------------------- keys
  key(event) {
    const control = event.ctrlKey || event.metaKey;
    const lower = event.key.toLowerCase();
    const act = () => { event.preventDefault(); event.stopPropagation(); };
    if (control && !event.altKey && (lower === "z" || lower === "y")) {
      act();
      if (lower === "y" || event.shiftKey) this.redo();
      else this.undo();
      return;
    }
    if (control || event.altKey) {
      // The browser's own editing keys stay in; Ctrl+S and the like go to JupyterLab.
      if (event.key.startsWith("Arrow") || lower === "a" || lower === "c") event.stopPropagation();
      return;
    }
    // JupyterLab is in command mode while a button has the focus: x would cut the cell.
    event.stopPropagation();
    if (event.target.closest("input, select")) {
      if (event.key === "Escape") { act(); this.backToStory(); }
      return;
    }
    if (event.key === "Escape") { act(); this.toggleHelp(false); this.backToStory(); return; }
    if (event.key === "?") { act(); this.toggleHelp(); return; }
    if (event.key === "/") { act(); this.findBox.focus(); return; }
    const label = this.labels.find((name) => LABELS[name].key === lower);
    if (label) { act(); this.tagSelection(label); return; }
    if (lower === "l" || lower === "t") { act(); this.focusMenu(lower === "l" ? "target" : "status"); return; }
    if (event.key === "Delete" || event.key === "Backspace") { act(); if (this.chosen) this.removeTag(this.chosen); return; }
    if (event.key === "Enter" && event.target === this.story.node) { act(); this.chooseAtCaret(true); }
  }

  backToStory() {
    if (this.pending) this.story.select(...this.pending);
    else this.story.node.focus();
  }

  focusMenu(name) {
    const menu = this.rows.get(this.chosen)?.[name];
    if (menu) menu.focus();
    else this.say(name === "target" ? "Choose a claim or a source first: put the caret in it and press Enter." : "Choose a claim first: put the caret in it and press Enter.");
  }

  // ---------------------------------------------------------------- changes
  tagSelection(label) {
    const place = this.story.selected() ?? this.pending;
    const span = place && this.story.snap(...place);
    if (!span) { this.say("Select some words in the story first."); return; }
    const [start, end] = span;
    const same = [...this.tags.values()].find((tag) => tag.start === start && tag.end === end && tag.label === label);
    if (same) { this.choose(same.id); this.say(`Already tagged as ${label}: ${this.story.quote(start, end)}`); return; }
    const tag = { id: freshId(), start, end, label, target: null, status: null };
    const removed = this.model.get("single") ? [...this.tags.keys()] : [];
    this.change({ set: [tag], remove: removed }, `${LABELS[label].name}: ${this.story.quote(start, end)}`);
    this.choose(tag.id);
  }

  removeTag(id) {
    const tag = this.tags.get(id);
    const place = this.order.findIndex((other) => other.id === id);
    const linked = [...this.tags.values()].filter((other) => other.target === id).map((other) => ({ ...other, target: null }));
    const fromList = this.list.contains(document.activeElement);
    this.change({ set: linked, remove: [id] }, `Removed: ${this.story.quote(tag.start, tag.end)}`);
    const next = this.order[Math.min(place, this.order.length - 1)];
    this.choose(next?.id ?? null);
    if (!fromList) return;
    if (next) this.rows.get(next.id).remove.focus();
    else this.story.node.focus();
  }

  change(change, said) {
    const inverse = this.apply(change);
    this.done.push(inverse);
    this.undone = [];
    this.send(change);
    if (said) this.say(said);
  }

  undo() { this.step(this.done, this.undone, "Undone"); }
  redo() { this.step(this.undone, this.done, "Done again"); }

  step(from, to, word) {
    const change = from.pop();
    if (!change) { this.say(`Nothing to ${word === "Undone" ? "undo" : "redo"}.`); return; }
    to.push(this.apply(change));
    this.send(change);
    this.say(`${word}. ${this.tags.size} ${this.tags.size === 1 ? "tag" : "tags"}.`);
  }

  // Applies a change and gives the change that takes it back.
  apply({ set = [], remove = [] }) {
    const inverse = { set: [], remove: [] };
    for (const id of remove) {
      if (this.tags.has(id)) { inverse.set.push(this.tags.get(id)); this.drop(id); }
    }
    for (const tag of set) {
      if (this.tags.has(tag.id)) inverse.set.push(this.tags.get(tag.id));
      else inverse.remove.push(tag.id);
      this.put(tag);
    }
    this.count();
    return inverse;
  }

  send(change) {
    this.changes += 1;
    this.own = true;
    this.model.set("tags", [...this.order]);
    this.own = false;
    this.model.send({ kind: "change", change: `${this.id}-${this.changes}`, ...change });
  }

  receive(message) {
    if (message.kind === "all") {
      this.replaceAll(message.tags);
      if (message.refused) this.say(message.refused);
    }
    if (message.kind === "applied" && !String(message.change).startsWith(this.id)) this.apply(message);
    if (message.kind === "applied") this.root.dataset.revision = message.revision;
  }

  replaceAll(tags) {
    for (const id of [...this.tags.keys()]) this.drop(id);
    for (const tag of tags) this.put(tag);
    [this.done, this.undone] = [[], []];
    this.showTraits();
  }

  placeOf(tag) {
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inOrder(this.order[middle], tag) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  put(tag) {
    const old = this.tags.get(tag.id);
    const moved = !old || old.start !== tag.start || old.end !== tag.end || old.label !== tag.label;
    if (moved) {
      if (old) this.drop(tag.id);
      const place = this.placeOf(tag);
      const row = this.row(tag);
      this.list.insertBefore(row.node, this.order[place] ? this.rows.get(this.order[place].id).node : null);
      this.order.splice(place, 0, tag);
      this.rows.set(tag.id, row);
    } else {
      this.order[this.order.indexOf(old)] = tag;
    }
    this.tags.set(tag.id, tag);
    if (moved) this.paint(tag);
    this.fill(tag);
  }

  drop(id) {
    const tag = this.tags.get(id);
    this.unpaint(id);
    this.rows.get(id).node.remove();
    this.rows.delete(id);
    this.tags.delete(id);
    this.order.splice(this.order.indexOf(tag), 1);
    if (this.chosen === id) this.choose(null);
  }

  paint(tag) {
    const range = this.story.range(tag.start, tag.end);
    this.ranges.set(tag.id, [tag.label, range]);
    highlight(tag.label).add(range);
  }

  unpaint(id) {
    const [label, range] = this.ranges.get(id) ?? [];
    if (range) highlight(label).delete(range);
    this.ranges.delete(id);
    if (this.chosen === id) highlight("chosen").clear();
  }

  repaint() {
    for (const id of [...this.ranges.keys()]) this.unpaint(id);
    for (const tag of this.tags.values()) this.paint(tag);
  }

  // ---------------------------------------------------------------- the list
  row(tag) {
    const quote = this.story.quote(tag.start, tag.end);
    const sentence = this.story.sentenceAt(tag.start).number;
    const show = make("button", { type: "button", class: "otr-quote" }, quote);
    show.addEventListener("click", () => { this.choose(tag.id); this.story.select(tag.start, tag.end); });
    const remove = make("button", { type: "button", class: "otr-remove", "aria-label": `Remove ${tag.label}: ${quote}` }, "Remove");
    remove.addEventListener("click", () => this.removeTag(tag.id));
    const note = make("p", { class: "otr-note" });
    const row = { note, remove };
    const menus = make("div", { class: "otr-menus" });
    if (this.model.get("links") && tag.label !== "cue") {
      row.target = make("select", { "aria-label": `${LABELS[tag.label].name} "${quote}" comes from` });
      // A list of all sources in every row would cost much at each tag: filled when it is used.
      row.target.addEventListener("focus", () => this.fillTargets(tag.id));
      row.target.addEventListener("pointerdown", () => this.fillTargets(tag.id));
      row.target.addEventListener("change", () => this.link(tag.id, row.target.value || null));
      menus.append(make("label", {}, "comes from", row.target));
    }
    const statuses = this.model.get("statuses");
    if (tag.label === "claim" && Object.keys(statuses).length) {
      row.status = make("select", { "aria-label": `Status of "${quote}"` }, make("option", { value: "" }, "choose"),
        ...Object.entries(statuses).map(([name, meaning]) => make("option", { value: name, title: meaning }, name)));
      row.status.addEventListener("change", () => {
        this.change({ set: [{ ...this.tags.get(tag.id), status: row.status.value || null }], remove: [] }, `Status: ${row.status.value || "none"}`);
      });
      menus.append(make("label", {}, "status", row.status));
    }
    row.node = make("li", { class: `otr-row otr-${tag.label}` },
      make("span", { class: "otr-kind" }, make("span", { class: `otr-swatch otr-${tag.label}`, "aria-hidden": "true" }), LABELS[tag.label].name, make("span", { class: "otr-where" }, ` in sentence ${sentence}`)),
      show, menus, note, remove);
    row.node.addEventListener("focusin", () => this.choose(tag.id, false));
    return row;
  }

  fill(tag) {
    const row = this.rows.get(tag.id);
    if (row.status) row.status.value = tag.status ?? "";
    if (row.target) this.options(row.target, tag.target ? [this.tags.get(tag.target)] : [], tag.target);
    row.note.textContent = this.model.get("notes")[tag.id] ?? "";
  }

  options(menu, sources, chosen) {
    const entries = sources.filter(Boolean).map((tag) => make("option", { value: tag.id }, this.story.quote(tag.start, tag.end)));
    menu.replaceChildren(make("option", { value: "" }, "not said yet"), ...entries);
    menu.value = chosen ?? "";
  }

  fillTargets(id) {
    const leadsBack = (tag) => {
      for (let at = tag, steps = 0; at && steps <= this.tags.size; at = this.tags.get(at.target), steps += 1) if (at.id === id) return true;
      return false;
    };
    const sources = this.order.filter((tag) => tag.label === "source" && !leadsBack(tag));
    this.options(this.rows.get(id).target, sources, this.tags.get(id).target);
    if (!sources.length) this.say("Tag a source first; then you can say that this comes from it.");
  }

  link(id, target) {
    const tag = this.tags.get(id);
    const source = this.tags.get(target);
    this.change({ set: [{ ...tag, target }], remove: [] }, source ? `Comes from: ${this.story.quote(source.start, source.end)}` : "The link is taken away.");
  }

  // ---------------------------------------------------------------- the chosen tag
  chooseAtCaret(told = false) {
    const place = this.story.selected();
    if (!place || place[0] !== place[1]) return;
    const over = this.order.filter((tag) => tag.start <= place[0] && place[0] <= tag.end);
    const inner = over.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    this.choose(inner?.id ?? null);
    if (told) this.say(inner ? `Chosen: ${inner.label}, ${this.story.quote(inner.start, inner.end)}. Press l, t or Delete.` : "There is no tag here.");
  }

  choose(id, scroll = true) {
    if (this.chosen === id) return;
    this.rows.get(this.chosen)?.node.classList.remove("otr-chosen");
    const chosen = highlight("chosen");
    chosen.clear();
    this.chosen = id;
    const tag = this.tags.get(id);
    if (!tag) return;
    chosen.add(this.story.range(tag.start, tag.end));
    const { node } = this.rows.get(id);
    node.classList.add("otr-chosen");
    if (scroll) this.list.scrollTop = Math.max(0, node.offsetTop - this.list.offsetTop - 60);
  }
}

function render({ model, el }) {
  if (!("highlights" in CSS)) {
    el.append(make("p", {}, "This browser is too old to mark words. Answer by typing tag(...) in a cell, or use a newer browser."));
    return undefined;
  }
  const view = new View(model, el);
  return () => view.remove();
}

export default { render };
