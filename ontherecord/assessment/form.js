// A form of the assessment.  Python holds the truth: the form sends each answer as plain data.
// What is right is not known here, and is never shown.

const WORDS = { sure: "sure", unsure: "not sure" };

const story = (sentences) => {
  const [title, ...body] = sentences.map((text, at) =>
    make("p", { class: at ? null : "otr-form-title" },
      make("span", { class: "otr-at" }, make("span", { class: "otr-unseen" }, "Sentence "), String(at + 1)),
      make("span", {}, text)));
  return make("blockquote", {}, title, ...body);
};

function render({ model, el }) {
  const asked = model.get("asked");
  const view = freshId();
  const status = make("p", { class: "otr-status", role: "status" });
  const body = make("div");
  let sheet = {};
  let turn = 0;
  let waiting;
  let drawn = "";
  let foot = () => {};

  const say = (text) => { status.textContent = text; };
  const send = (kind, value) => {
    say("");
    clearTimeout(waiting);
    waiting = setTimeout(() => say("Python does not reply, so this is not saved yet. Run this cell again and repeat your answer."), PATIENCE);
    model.send({ kind, value, turn: [view, (turn += 1)] });
  };

  const opening = () => {
    const box = make("input", { type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 40, size: 20 });
    const begin = make("button", { type: "button", class: "otr-main" }, "Begin");
    const go = () => (box.value.trim() ? send("code", box.value) : say("Write a code word first."));
    begin.addEventListener("click", go);
    box.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) go(); });
    return [
      make("p", {}, "Choose a code word: a word that is not your name and that you will know again, such as an animal and a number. It decides which of two forms you get, and it joins your answers before and after the course."),
      make("p", { class: "otr-code" }, make("label", {}, make("span", {}, "Code word"), box), begin),
    ];
  };

  const statement = ([id, text], number) => {
    const group = freshId();
    const ways = asked.ways.map(([word, confidence]) => {
      const box = make("input", { type: "radio", name: group, value: `${word} ${confidence}`, disabled: sheet.handed_in });
      const [said, how] = sheet.answers[id] ?? [];
      box.checked = said === word && how === confidence;
      box.addEventListener("change", () => {
        sheet = { ...sheet, answers: { ...sheet.answers, [id]: [word, confidence] } };
        send("answer", { [id]: [word, confidence] });
        foot();
      });
      return make("label", { class: "otr-way" }, box, make("span", {}, `${word}, ${WORDS[confidence]}`));
    });
    return make("fieldset", {}, make("legend", {}, make("b", {}, `${number}`), " ", make("span", {}, text)),
      make("div", { class: "otr-ways" }, ...ways));
  };

  const filling = () => {
    let number = 0;
    const ids = [];
    const parts = model.get("pages").map((page, at) => {
      const rows = page.statements.map((one) => {
        ids.push(one[0]);
        return statement(one, (number += 1));
      });
      return make("div", { class: "otr-part-of-form", role: "group", "aria-label": `Article ${at + 1}` },
        story(page.sentences), make("div", { class: "otr-rows" }, ...rows));
    });
    const count = make("p", { class: "otr-count" });
    const bar = make("progress", { max: ids.length, "aria-label": "Statements answered" });
    const hand = make("button", { type: "button", class: "otr-main" });
    let sure = false;
    foot = () => {
      const open = ids.map((id, at) => (sheet.answers[id] ? null : at + 1)).filter(Boolean);
      bar.value = ids.length - open.length;
      sure = false;
      hand.textContent = "Hand in";
      hand.hidden = Boolean(sheet.handed_in);
      count.textContent = sheet.handed_in
        ? "Handed in. Your answers are kept, and there is nothing more to do."
        : open.length
          ? `${ids.length - open.length} of ${ids.length} answered. Still open: ${open.join(", ")}.`
          : `All ${ids.length} answered. You can still change every answer until you hand in.`;
      return open;
    };
    hand.addEventListener("click", () => {
      if (!sure && !foot().length) {
        sure = true;
        hand.textContent = "Yes, hand in";
        say("After this nothing can be changed. Press again to hand in.");
      } else {
        sure = false;
        hand.textContent = "Hand in";
        send("hand_in", null);
      }
    });
    foot();
    return [
      make("p", {}, "Four short articles, invented for this form, with four statements each. For each statement: ", make("strong", {}, asked.prompt),
        " Say yes when the article gives you what the statement says, as it says it. You need not know whether it is true in the world. Choose one of four answers."),
      make("p", { class: "otr-quiet" }, "About half of the statements are supported. You are not told what is right, neither now nor later. Each answer is saved at once."),
      ...parts,
      make("div", { class: "otr-actions" }, bar, count, hand),
    ];
  };

  const draw = () => {
    const stage = `${sheet.form} ${sheet.handed_in} ${JSON.stringify(sheet.answers)}`;
    if (stage === drawn) return;
    drawn = stage;
    body.replaceChildren(...(sheet.form ? filling() : opening()));
  };
  const show = {
    // What comes back from this view is on the screen already, and may be older than what is there.
    sheet: () => {
      const { turn: from, ...came } = model.get("sheet") ?? {};
      const own = from?.[0] === view;
      const begun = came.form && came.form !== sheet.form;
      if (own && !begun && came.handed_in === sheet.handed_in) return;
      const focused = own && body.contains(document.activeElement);
      sheet = came;
      draw();
      if (focused) {
        // The field that had the focus is gone: go to what comes next.
        body.tabIndex = -1;
        (body.querySelector("input:enabled") ?? body).focus();
      }
    },
    status: () => {
      clearTimeout(waiting);
      say(model.get("status").text ?? "");
    },
    receipt: () => renewReceipt(model),
  };
  for (const [name, act] of Object.entries(show)) model.on(`change:${name}`, act);
  model.on("change:pages", draw);
  const root = make("div", { class: "otr-form", role: "group", "aria-label": `The form ${asked.moment} the course` },
    make("p", { class: "otr-head" }, `The form ${asked.moment} the course`), body, status);
  keepKeys(root);
  el.append(root);
  drawn = " ";
  for (const name of ["sheet", "status", "receipt"]) show[name]();
  draw();
  return () => {
    clearTimeout(waiting);
    for (const [name, act] of Object.entries(show)) model.off(`change:${name}`, act);
    model.off("change:pages", draw);
  };
}

export default { render };
