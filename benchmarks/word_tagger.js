// The peer of the benchmark: a tagger as it is often built, with one element for each word and a
// list that is drawn again after each change.  It speaks the tagger's protocol as far as needed.

const render = ({ model, el }) => {
  const page = model.get("page");
  const text = new Map();
  for (const block of page.blocks) for (const [, start, words] of block.sentences) text.set(start, words);
  let tags = [...model.get("tags")];
  const words = [];
  const story = document.createElement("div");
  for (const [from, sentence] of text) {
    const paragraph = document.createElement("p");
    for (const match of sentence.matchAll(/\S+/g)) {
      const word = document.createElement("span");
      word.textContent = match[0];
      word.dataset.start = from + match.index;
      word.dataset.end = from + match.index + match[0].length;
      paragraph.append(word, " ");
      words.push(word);
    }
    story.append(paragraph);
  }
  const list = document.createElement("ol");
  const mark = (tag, on) => {
    for (const word of words) {
      if (+word.dataset.end > tag.start && +word.dataset.start < tag.end) word.classList.toggle(`word-${tag.label}`, on);
    }
  };
  const draw = () => {
    list.replaceChildren(...tags.map((tag) => {
      const row = document.createElement("li");
      const menu = document.createElement("select");
      menu.append(new Option("not said yet", ""), new Option("the source", tag.target ?? ""));
      const remove = document.createElement("button");
      remove.textContent = "Remove";
      row.append(`${tag.label} `, menu, remove);
      return row;
    }));
  };
  for (const tag of tags) mark(tag, true);
  draw();
  el.append(story, list);
  el.wordTagger = (start, end, label) => {
    const tag = { id: Math.random().toString(36).slice(2), start, end, label, target: null, status: null };
    tags = [...tags, tag].sort((a, b) => a.start - b.start);
    mark(tag, true);
    draw();
    model.set("tags", tags);
    model.send({ kind: "change", change: tag.id, set: [tag], remove: [] });
  };
};

export default { render };
