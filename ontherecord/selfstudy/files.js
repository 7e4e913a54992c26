// The buttons for a learner's own files.  Python reads and writes; the page saves what Python
// gives, reads the file that the learner chooses, and asks before anything is deleted.

const button = (text, act, more = {}) => {
  const node = make("button", { type: "button", ...more }, text);
  node.addEventListener("click", act);
  return node;
};

const save = ({ name, mime, text }) => {
  const address = URL.createObjectURL(new Blob([text], { type: mime }));
  const link = make("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

function render({ model, el }) {
  const status = make("p", { class: "otr-status", role: "status" });
  let waiting;

  const say = (text) => { status.textContent = text; };
  const send = (kind, text = "") => {
    say("");
    clearTimeout(waiting);
    waiting = setTimeout(() => say("Python does not reply. Run this cell again and repeat it."), PATIENCE);
    model.send({ kind, text });
  };

  const chooser = make("input", { type: "file", accept: ".json,application/json", tabindex: -1, "aria-hidden": "true" });
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    if (file.size > model.get("largest")) say("This file is larger than 5 megabytes, so it is no copy of your answers. Nothing was changed.");
    else send("bring", await file.text());
  });

  const what = make("p", { id: `otr-${Math.random().toString(36).slice(2, 10)}` });
  const keep = button("Keep everything", () => close());
  const sure = make("div", { class: "otr-sure", role: "alertdialog", "aria-label": "Delete everything?", "aria-describedby": what.id, hidden: true },
    make("p", { class: "otr-question" }, "Delete everything?"), what,
    make("p", {}, "Without a copy nobody can bring it back."),
    make("div", { class: "otr-row" }, keep, button("Delete for good", () => { close(); send("delete"); }, { class: "otr-danger" })));
  const ask = button("Delete everything ...", () => send("ask"), { "aria-expanded": "false" });
  const open = (text) => {
    what.textContent = text;
    sure.hidden = false;
    ask.setAttribute("aria-expanded", "true");
    keep.focus();
  };
  const close = () => {
    sure.hidden = true;
    ask.setAttribute("aria-expanded", "false");
    ask.focus();
  };
  sure.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  const show = () => {
    clearTimeout(waiting);
    say(model.get("status").text);
  };
  const receive = (message) => {
    if (message.kind === "file") save(message);
    if (message.kind === "sure") open(message.text);
  };
  model.on("change:status", show);
  model.on("msg:custom", receive);

  const root = make("div", { class: "otr-files", role: "group", "aria-label": "Your files" },
    make("div", { class: "otr-row" },
      button("Save a copy", () => send("copy")),
      button("Save my minutes", () => send("minutes")),
      button("Bring in a copy ...", () => chooser.click()),
      ask),
    chooser, sure, status);
  keepKeys(root, "Escape");
  el.append(root);
  show();
  return () => {
    clearTimeout(waiting);
    model.off("change:status", show);
    model.off("msg:custom", receive);
  };
}

export default { render };
