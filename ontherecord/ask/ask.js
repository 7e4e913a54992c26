// A question as a form.  Python holds the truth: the form sends each change as plain data and
// shows the feedback that Python sends back.

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

// Several widgets live in one page, and each imports a copy of this module: random, not counted.
const freshId = () => `otr-${Math.random().toString(36).slice(2, 10)}`;

const menu = (label, entries, chosen, onChange) => {
  const select = make("select", { "aria-label": label });
  for (const [value, text] of entries) {
    select.append(make("option", { value, selected: String(value) === String(chosen ?? "") }, text));
  }
  select.addEventListener("change", () => onChange(select.value));
  return select;
};

const sentenceMenu = (label, question, chosen, onChange) =>
  menu(
    label,
    [["", "no sentence"], ...question.evidence.map(([number, text]) => [number, `${number}: ${text}`])],
    chosen,
    (value) => onChange(value === "" ? null : Number(value)),
  );

const choices = (question, kind, isChosen, onChange) => {
  const group = freshId();
  return question.options.map(([id, text]) => {
    const box = make("input", { type: kind, name: group, value: id });
    box.checked = isChosen(id);
    box.addEventListener("change", () => onChange(id, box.checked));
    return make("label", { class: "otr-option" }, box, make("b", {}, id), make("span", {}, text));
  });
};

// Each form takes the question, the answer so far and a function to call with a new answer.
const forms = {
  choice: (question, answer, give) => choices(question, "radio", (id) => id === answer, (id) => give(id)),

  select: (question, answer, give) => {
    const chosen = new Set(answer ?? []);
    return choices(question, "checkbox", (id) => chosen.has(id), (id, on) => {
      if (on) chosen.add(id);
      else chosen.delete(id);
      give(chosen.size ? question.options.map(([id]) => id).filter((id) => chosen.has(id)) : null);
    });
  },

  two_tier: (question, answer, give) => {
    let [option, sentence] = Array.isArray(answer) ? answer : [answer, null];
    const tell = () => give(option == null ? null : [option, sentence]);
    return [
      ...choices(question, "radio", (id) => id === option, (id) => { option = id; tell(); }),
      make("label", { class: "otr-field" }, "The sentence that carries it",
        sentenceMenu("The sentence that carries it", question, sentence, (number) => { sentence = number; tell(); })),
    ];
  },

  matrix: (question, answer, give) => {
    const rows = { ...(answer ?? {}) };
    const parts = (id) => (Array.isArray(rows[id]) ? rows[id] : [rows[id] ?? null, null]);
    const tell = (id, label, sentence) => {
      if (label) rows[id] = sentence == null ? label : [label, sentence];
      else delete rows[id];
      give(Object.keys(rows).length ? { ...rows } : null);
    };
    const body = make("tbody");
    for (const [id, text] of question.rows) {
      const [label, sentence] = parts(id);
      const cells = [
        make("th", { scope: "row" }, make("b", {}, id), " ", text === id ? "" : text),
        make("td", {}, menu(`Label for ${id}`, [["", "choose"], ...question.columns.map((c) => [c, c])], label,
          (value) => tell(id, value, parts(id)[1]))),
      ];
      if (question.evidence.length) {
        cells.push(make("td", {}, sentenceMenu(`Sentence for ${id}`, question, sentence,
          (number) => tell(id, parts(id)[0], number))));
      }
      body.append(make("tr", {}, ...cells));
    }
    const heads = ["", "Your label", ...(question.evidence.length ? ["Its sentence, if you like"] : [])];
    return [make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) =>
      head ? make("th", { scope: "col" }, head) : make("td", {})))), body)];
  },

  number: (question, answer, give) => {
    const box = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: 12 });
    box.value = answer ?? "";
    box.addEventListener("input", () => give(box.value.trim() || null));
    return [make("label", { class: "otr-field" }, "Your number", make("span", { class: "otr-number" }, box, question.unit))];
  },

  arrows: (question, answer, give, redraw) => {
    const arrows = (answer ?? []).map((pair) => [...pair]);
    const names = question.nodes.map((node) => [node, node]);
    let [from, to] = [question.nodes[0], question.nodes[1]];
    const list = make("ol", { class: "otr-arrows" });
    arrows.forEach(([start, end], place) => {
      const remove = make("button", { type: "button" }, "Remove");
      remove.setAttribute("aria-label", `Remove the arrow from ${start} to ${end}`);
      remove.addEventListener("click", () => {
        arrows.splice(place, 1);
        give(arrows.length ? arrows : null);
        redraw();
      });
      list.append(make("li", {}, make("span", {}, `${start} \u2192 ${end}`), remove));
    });
    const add = make("button", { type: "button" }, "Add this arrow");
    add.addEventListener("click", () => {
      if (from === to || arrows.some(([a, b]) => a === from && b === to)) return;
      give([...arrows, [from, to]]);
      redraw();
    });
    return [
      arrows.length ? list : make("p", { class: "otr-empty" }, "No arrow yet."),
      make("div", { class: "otr-add" },
        make("label", {}, "from", menu("from", names, from, (value) => { from = value; })),
        make("label", {}, "to", menu("to", names, to, (value) => { to = value; })), add),
    ];
  },
};

const story = (question) => {
  if (!question.sentences.length) return [];
  const quote = make("blockquote", { "aria-label": "Sentences of the story", tabindex: "0" });
  for (const [number, text] of question.sentences) {
    quote.append(make("p", {}, make("span", { class: "otr-at" }, `${number} `), text));
  }
  return [quote];
};

function render({ model, el }) {
  const question = model.get("question");
  const root = make("div", { class: "otr-ask" });
  const fields = make("fieldset", {}, make("legend", {}, question.prompt));
  const form = make("div", { class: "otr-form" });
  const status = make("span", { class: "otr-saved", role: "status" });
  const typed = make("code", {});
  const feedback = make("div", { class: "otr-feedback", role: "region", "aria-live": "polite", "aria-label": "Feedback" });
  const check = make("button", { type: "button", class: "otr-main" }, "Check");
  const hint = make("button", { type: "button" }, "Hint");

  const give = (value) => {
    status.textContent = "";
    model.send({ kind: "answer", value });
    answer = value;
  };
  let answer = model.get("answer");
  const draw = () => form.replaceChildren(...forms[question.type](question, answer, give, () => {
    draw();
    form.querySelector("button:last-of-type, select")?.focus();
  }));

  check.addEventListener("click", () => model.send({ kind: "check" }));
  hint.addEventListener("click", () => model.send({ kind: "hint" }));
  // JupyterLab is in command mode while a button has the focus: a letter would cut a cell.
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1 || ["Enter", "Backspace", "Delete"].includes(event.key) || event.key.startsWith("Arrow")) {
      event.stopPropagation();
    }
  });

  const show = () => {
    typed.textContent = model.get("typed");
    status.textContent = model.get("saved");
    feedback.innerHTML = model.get("feedback");
  };
  const restore = () => { answer = model.get("answer"); draw(); };
  model.on("change:typed change:saved change:feedback", show);
  model.on("change:answer", restore);

  fields.append(form);
  root.append(
    ...story(question), fields,
    make("div", { class: "otr-actions" }, check, hint, status),
    make("p", { class: "otr-typed" }, "Or type it in a cell: ", typed),
    feedback,
  );
  el.append(root);
  draw();
  show();
  return () => {
    model.off("change:typed change:saved change:feedback", show);
    model.off("change:answer", restore);
  };
}

export default { render };
