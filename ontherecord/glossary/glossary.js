// The glossary, one key away.  A notebook may hold several of these widgets, and a page several
// notebooks: one panel serves them all, since the terms are the same everywhere.

const KEY = "g";

const entry = (term) =>
  make("details", { "data-term": term.name.toLowerCase() },
    make("summary", {}, term.name),
    make("p", {}, term.meaning),
    make("p", {}, make("b", {}, "For example "), `“${term.quote}” (sentence ${term.sentence}). ${term.example}`),
    make("p", {}, make("b", {}, "But not "), term.non_example));

// The best match stands open: the term itself, then one that starts so, then one that holds it.
const rank = (name, wanted) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);

const panel = (terms) => {
  const field = make("input", { type: "search", id: "otr-glossary-find", autocomplete: "off" });
  const list = make("div", { class: "otr-terms" }, ...terms.map(entry));
  const count = make("p", { role: "status" });
  const close = make("button", { type: "button" }, "Close");
  const dialog = make("dialog", { class: "otr-glossary", "aria-labelledby": "otr-glossary-title" },
    make("header", {}, make("h2", { id: "otr-glossary-title" }, "Glossary"), close),
    make("label", { for: "otr-glossary-find" }, "Find a term"), field, count, list,
    make("p", {}, "Sentence numbers are those of the article on Alibaba."));

  const entries = [...list.children];
  const find = () => {
    const wanted = field.value.trim().toLowerCase();
    const found = entries.filter((each) => each.dataset.term.includes(wanted));
    for (const each of entries) [each.hidden, each.open] = [!found.includes(each), false];
    count.textContent = found.length === 1 ? "1 term" : `${found.length} terms`;
    const [best] = [...found].sort((a, b) => rank(a.dataset.term, wanted) - rank(b.dataset.term, wanted));
    if (wanted && best) best.open = true;
    if (best) best.scrollIntoView({ block: "nearest" });
  };
  field.addEventListener("input", find);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.find = (words) => {
    const known = entries.some((each) => each.dataset.term.includes(words.trim().toLowerCase()));
    field.value = known ? words.trim() : "";
    find();
    field.select();
  };
  return dialog;
};

const open = (terms) => {
  if (document.querySelector("dialog.otr-glossary[open]")) return;
  const selected = String(document.getSelection() ?? "");
  const dialog = document.body.appendChild(panel(terms));
  dialog.showModal();
  dialog.find(selected.length <= 60 ? selected : "");
};

const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select"));

const isOurKey = (event) =>
  event.key === KEY && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing &&
  !event.defaultPrevented && !isTyping(event.composedPath()[0]);

function render({ model, el }) {
  const show = () => open(model.get("terms"));
  const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-keyshortcuts": KEY },
    "Glossary ", make("kbd", {}, KEY));
  button.addEventListener("click", show);
  el.append(make("div", { class: "otr-glossary-open" }, button));

  const onKey = (event) => {
    if (!isOurKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    show();
  };
  // Before the notebook and the other widgets see the key.
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}

export default { render };
