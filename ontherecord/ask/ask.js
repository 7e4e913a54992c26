// A question as a form.  Python holds the truth: the form sends each change as plain data and
// shows what Python sends back.

const menu = (names, entries, chosen, onChange) => {
  const select = make("select", names);
  for (const [value, text] of entries) {
    select.append(make("option", { value, selected: String(value) === String(chosen ?? "") }, text));
  }
  select.addEventListener("change", () => onChange(select.value));
  return select;
};

const sentenceMenu = (names, question, chosen, onChange) => {
  const entries = question.evidence.map(([number, text]) => [number, `sentence ${number}: ${text}`]);
  const offered = chosen == null || question.evidence.some(([number]) => number === chosen);
  if (!offered) entries.push([chosen, `sentence ${chosen}`]);
  return menu(names, [["", "no sentence"], ...entries], chosen,
    (value) => onChange(value === "" ? null : Number(value)));
};

const choices = (question, kind, isChosen, onChange) => {
  const group = freshId();
  return question.options.map(([id, text]) => {
    const box = make("input", { type: kind, name: group, value: id });
    box.checked = isChosen(id);
    box.addEventListener("change", () => onChange(id, box.checked));
    return make("label", { class: "otr-option" }, box, make("b", {}, id), make("span", {}, text));
  });
};

// Each form takes the question, the answer so far, and `act`: `give` takes a new answer, `check`
// judges it, `say` tells the learner a sentence, `redraw` draws the form again.
const forms = {
  choice: (question, answer, { give }) =>
    choices(question, "radio", (id) => id === answer, (id) => give(id)),

  select: (question, answer, { give }) => {
    const chosen = new Set(answer ?? []);
    return choices(question, "checkbox", (id) => chosen.has(id), (id, on) => {
      if (on) chosen.add(id);
      else chosen.delete(id);
      give(chosen.size ? question.options.map(([id]) => id).filter((id) => chosen.has(id)) : null);
    });
  },

  two_tier: (question, answer, { give }) => {
    let [option, sentence] = answer ?? [null, null];
    const tell = () => give(option == null && sentence == null ? null : [option, sentence]);
    const evidence = sentenceMenu({}, question, sentence, (number) => { sentence = number; tell(); });
    return [
      ...choices(question, "radio", (id) => id === option, (id) => { option = id; tell(); }),
      make("label", { class: "otr-field" }, make("span", {}, "The sentence that carries it"), evidence),
    ];
  },

  matrix: (question, answer, { give }) => {
    const rows = { ...(answer ?? {}) };
    const parts = (id) => (Array.isArray(rows[id]) ? rows[id] : [rows[id] ?? null, null]);
    const tell = (id, label, sentence) => {
      if (label) rows[id] = sentence == null ? label : [label, sentence];
      else delete rows[id];
      give(Object.keys(rows).length ? { ...rows } : null);
    };
    const heads = ["Row", "Your label", ...(question.evidence.length ? ["Its sentence, if you like"] : [])]
      .map((text) => make("th", { id: freshId(), scope: "col", role: "columnheader" }, text));
    // The roles are named: drawn as cards, on a phone, a table would lose them.
    const line = ([id, text]) => {
      const name = make("th", { id: freshId(), scope: "row", role: "rowheader" }, make("b", {}, id), " ", text === id ? "" : text);
      const named = (at) => ({ "aria-labelledby": `${heads[at].id} ${name.id}` });
      const cell = (at, field) => make("td", { role: "cell", "data-head": heads[at].textContent }, field);
      const evidence = question.evidence.length && sentenceMenu({ class: "otr-evidence", ...named(2) }, question, parts(id)[1], (number) => tell(id, parts(id)[0], number));
      if (evidence) evidence.disabled = !parts(id)[0];
      const label = menu(named(1), [["", "choose"], ...question.columns.map((c) => [c, c])], parts(id)[0], (value) => {
        tell(id, value, value ? parts(id)[1] : null);
        if (!evidence) return;
        evidence.disabled = !value;
        evidence.value = parts(id)[1] ?? "";
      });
      return make("tr", { role: "row" }, name, cell(1, label), ...(evidence ? [cell(2, evidence)] : []));
    };
    return [make("table", { role: "table", "aria-label": "Rows to label" },
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)),
      make("tbody", { role: "rowgroup" }, ...question.rows.map(line)))];
  },

  number: (question, answer, { give, check }) => {
    const box = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: 12 });
    box.value = answer ?? "";
    box.addEventListener("input", () => give(box.value.trim() || null));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) check();
    });
    return [make("label", { class: "otr-field" }, make("span", {}, "Your number"), box, question.unit)];
  },

  arrows: (question, answer, { give, say, redraw, memory }) => {
    const arrows = answer ?? [];
    const names = question.nodes.map((node) => [node, node]);
    const ends = (memory.ends ??= { from: question.nodes[0], to: question.nodes[1] });
    const change = (next, focus) => {
      give(next.length ? next : null);
      redraw().querySelector(focus)?.focus();
    };
    const items = arrows.map(([from, to]) => {
      const remove = make("button", { type: "button", "aria-label": `Remove the arrow from ${from} to ${to}` }, "Remove");
      remove.addEventListener("click", () =>
        change(arrows.filter(([a, b]) => a !== from || b !== to), ".otr-remove, .otr-add button"));
      remove.className = "otr-remove";
      return make("li", {}, make("span", {}, from, make("span", { class: "otr-arrow" }, " \u2192 "), to), remove);
    });
    const add = make("button", { type: "button" }, "Add this arrow");
    add.addEventListener("click", () => {
      const { from, to } = ends;
      if (from === to) say("Choose two different names.");
      else if (arrows.some(([a, b]) => a === from && b === to)) say("This arrow is there already.");
      else change([...arrows, [from, to]], ".otr-add button");
    });
    const end = (which) => make("label", { class: "otr-field" }, make("span", {}, which),
      menu({}, names, ends[which], (value) => { ends[which] = value; }));
    return [
      items.length ? make("ol", { class: "otr-arrows" }, ...items) : make("p", {}, "No arrow yet."),
      make("div", { class: "otr-add" }, end("from"), end("to"), add),
    ];
  },
};

const story = (question) => {
  const quote = make("blockquote");
  for (const [number, text] of question.sentences) {
    const mark = make("span", { class: "otr-at" }, make("span", { class: "otr-unseen" }, "Sentence "), String(number));
    quote.append(make("p", {}, mark, make("span", {}, text)));
  }
  const section = make("div", { class: "otr-quoted", role: "group", "aria-label": "Sentences of the story" },
    make("p", { class: "otr-from" }, `From the story: ${question.title}`), quote);
  // What scrolls must be within reach of the keyboard; what does not is no stop on the way.
  new ResizeObserver(() => {
    section.tabIndex = section.scrollHeight > section.clientHeight + 1 ? 0 : -1;
  }).observe(section);
  return section;
};

function render({ model, el }) {
  const question = model.get("question");
  const view = freshId();
  const fields = make("div", { class: "otr-fields" });
  const status = make("span", { class: "otr-status", role: "status" });
  const typed = make("code");
  const region = (name) => make("div", { class: "otr-said", role: "group", "aria-live": "polite", "aria-label": name });
  const [hints, feedback] = [region("Hint"), region("Feedback")];
  const stale = make("p", { class: "otr-stale", hidden: true }, "You have changed your answer since. Press Check again.");
  const check = make("button", { type: "button", class: "otr-main" }, "Check");
  const hint = make("button", { type: "button" }, "Hint");
  const worked = make("button", { type: "button", hidden: true }, "Worked answer");
  let { value: answer } = model.get("answer");
  let turn = 0;
  let waiting;

  const say = (text) => { status.textContent = text; };
  const send = (kind, more = {}) => {
    say("");
    clearTimeout(waiting);
    waiting = setTimeout(() => say("Python does not reply, so this is not saved yet. Run this cell again and repeat your answer."), PATIENCE);
    model.send({ kind, value: answer, turn: [view, (turn += 1)], ...more });
  };
  const isOld = () => {
    const { html, value } = model.get("feedback");
    stale.hidden = !html || JSON.stringify(value) === JSON.stringify(answer);
  };
  const give = (value) => {
    answer = value;
    isOld();
    send("answer");
  };
  const act = { give, say, check: () => send("check"), memory: {}, redraw: () => draw() };
  const draw = () => {
    fields.replaceChildren(...forms[question.type](question, answer, act));
    return fields;
  };

  const show = {
    // What comes back from this view is on the screen already, and may be older than what is there.
    answer: () => {
      const { value, turn: from } = model.get("answer");
      if (from?.[0] === view) return;
      answer = value;
      isOld();
      draw();
    },
    status: () => {
      clearTimeout(waiting);
      say(model.get("status").text);
    },
    typed: () => { typed.textContent = model.get("typed"); },
    hint: () => { hints.innerHTML = model.get("hint"); },
    tried: () => { worked.hidden = !model.get("tried"); },
    feedback: () => { feedback.innerHTML = model.get("feedback").html ?? ""; isOld(); },
    receipt: () => renewReceipt(model),
  };
  for (const [name, act] of Object.entries(show)) model.on(`change:${name}`, act);
  check.addEventListener("click", () => act.check());
  hint.addEventListener("click", () => send("hint"));
  worked.addEventListener("click", () => send("worked"));

  const root = make("div", { class: "otr-ask", role: "group", "aria-label": `Question ${question.name}` },
    make("p", { class: "otr-head" }, make("span", {}, question.name), make("span", {}, question.points)),
    make("div", { class: question.sentences.length ? `otr-body otr-beside otr-${question.type}` : "otr-body" },
      ...(question.sentences.length ? [story(question)] : []),
      make("fieldset", {}, make("legend", {}, question.prompt), fields)),
    make("div", { class: "otr-actions" }, check, hint, worked, status),
    make("p", { class: "otr-typed" }, "Or type it in a cell: ", typed),
    hints, stale, feedback);
  keepKeys(root);
  el.append(root);
  for (const name of ["answer", "status", "typed", "hint", "tried", "feedback", "receipt"]) show[name]();
  return () => {
    clearTimeout(waiting);
    for (const [name, act] of Object.entries(show)) model.off(`change:${name}`, act);
  };
}

export default { render };
