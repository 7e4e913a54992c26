"""How fast the tagger is: from the key to the paint, and to Python and back.

Runs the real module in Chromium, wired to the real Python class.  Beside it runs a plain tagger
of the usual kind, in the same browser and on the same text: one element per word, the list drawn
anew and all tags sent at each change.  `run()` gives the rows; `python benchmarks/bench_tagger.py`
prints them.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from ontherecord.article import Article, parse_article
from ontherecord.tagger.changes import in_order
from ontherecord.tagger.widget import Tagger

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from tagger_page import Shown  # noqa: E402  (it stands with the tests)

RUNS = 9
SIZES = (1_000, 20_000)
COUNTS = (0, 100, 1_000)
# Without these, a time would be rounded up to the next frame of the screen.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-gpu-vsync", "--disable-frame-rate-limit",
]  # fmt: skip
LABELS = ("source", "cue", "claim")

PEER = """
const mark = (one, tag) => { for (let at = tag.from; at < tag.to; at += 1)
  one.words[at].classList.add(tag.label); };
const list = (one) => { one.table.replaceChildren(...one.tags.map((tag) => {
  const row = document.createElement("tr");
  row.innerHTML = `<td>${tag.label}</td><td></td><td><select></select></td><td><button>x</button></td>`;
  row.children[1].textContent = one.quote(tag);
  const menu = row.querySelector("select");
  menu.append(new Option("not set"), ...one.tags.filter((other) => other.label === "source")
    .slice(0, 50).map((other) => new Option(one.quote(other))));
  return row; })); };
export default { render({ model, el }) {
  const page = model.get("page"), places = page.words;
  el.innerHTML = `<style>.source{background:#cdf}.cue{background:#fcd}.claim{background:#fec}
    .otr-story{height:500px;overflow:auto}.list{height:300px;overflow:auto}</style>
    <div class="otr-tagger"><div class="otr-story" tabindex="0"></div><div class="list"><table></table>
    </div></div>`;
  const story = el.querySelector(".otr-story"), one = { words: [], table: el.querySelector("table") };
  for (const { sentences } of page.blocks) {
    const block = document.createElement("p");
    for (const [, start, text] of sentences) {
      let at = 0;
      while (one.words.length * 2 < places.length) {
        const from = places[one.words.length * 2] - start, to = places[one.words.length * 2 + 1] - start;
        if (from >= text.length) break;
        block.append(text.slice(at, from));
        const word = document.createElement("span");
        word.textContent = text.slice(from, to);
        block.append(word);
        one.words.push(word);
        at = to;
      }
      block.append(text.slice(at) + " ");
    }
    story.append(block);
  }
  const starts = new Map(one.words.map((_, at) => [places[at * 2], at]));
  const ends = new Map(one.words.map((_, at) => [places[at * 2 + 1], at + 1]));
  one.quote = (tag) => one.words.slice(tag.from, tag.to).map((word) => word.textContent).join(" ");
  one.tags = model.get("tags").map((tag) =>
    ({ ...tag, from: starts.get(tag.start), to: ends.get(tag.end) }));
  one.tags.forEach((tag) => mark(one, tag));
  list(one);
  story.addEventListener("keydown", (event) => {
    if (event.key !== "s") return;
    const selection = getSelection();
    const from = one.words.findIndex((word) => selection.containsNode(word, true));
    let to = from;
    while (one.words[to] && selection.containsNode(one.words[to], true)) to += 1;
    const tag = { id: "t" + Math.random(), label: "source", from, to, start: places[2 * from],
      end: places[2 * to - 1], target: null, status: null };
    one.tags.push(tag);
    mark(one, tag);
    list(one);
    model.send({ kind: "whole", tags: one.tags.map(({ from, to, ...rest }) => rest) });
  });
} };
"""

WATCH = """() => {
  window.times = [];
  let begun = 0;
  const now = {};
  addEventListener("keydown", (event) => {
    if (event.key !== "s") return;
    begun = performance.now();
    times.push(now.last = {});
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { now.last.paint = performance.now() - begun; };
      port2.postMessage(0);
    });
  }, true);
  const receive = models[0].receive.bind(models[0]);
  models[0].receive = (messages) => { receive(messages); now.last.back = performance.now() - begun; };
}"""
SELECT_WORDS = """([block, words]) => {
  const story = document.querySelector(".otr-story");
  const walker = document.createTreeWalker(story.children[block], NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node.data.trim().length < 4) node = walker.nextNode();
  story.focus();
  let last = node;
  const range = document.createRange();
  range.setStart(node, 0);
  if (node.data.includes(" ")) range.setEnd(node, node.data.split(" ", words).join(" ").length);
  else { for (let at = 1; at < 2 * words - 1; at += 1) last = walker.nextNode();
         range.setEnd(last, last.data.length); }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@dataclass(frozen=True)
class Row:
    """One line of the table; times are medians in milliseconds, peers are ratios peer / ours."""

    words: int
    tags: int
    paint_ms: float
    round_trip_ms: float
    open_ms: float
    peer_paint: float
    peer_round_trip: float


class WholeList(Tagger):
    """The Python half of the plain tagger: the whole list comes at each change."""

    def _receive(self, _, message, __):
        self.tags = message["tags"]
        self.send({"kind": "applied"})


def story(words: int) -> Article:
    """A made-up page of that many words, 50 in a paragraph, its tokens frozen."""
    text = "Tovin Mills said on Monday that output rose again in spring."
    count = words // 50
    page = "\n\n".join([":::{paragraph}\n" + "\n".join([text] * 5)[: -len(text)] + "Lira agreed too with these words in a short and plain note.\n:::"] * count)  # noqa: E501
    article = parse_article(f'+++\nid = "made-up"\ntitle = "Made up"\n+++\n\n{page}\n')
    return Article(article.id, article.title, article.text, article.blocks, {}, _tokens(article))


def _tokens(article: Article) -> tuple[tuple[int, int], ...]:
    spans = []
    for sentence in article.sentences:
        at = sentence.start
        for word in sentence.text.split(" "):
            spans.append((at, at + len(word.rstrip("."))))
            at += len(word) + 1
    return tuple(spans)


def some_tags(article: Article, count: int) -> list[dict]:
    """That many tags, spread over the page; on a short page they overlap."""
    tokens = article.tokens
    tags = []
    for number in range(count):
        first = (number * 7919) % (len(tokens) - 4)
        sentence = article.sentence_at(tokens[first][0])
        end = min(tokens[first + 1 + number % 3][1], sentence.end - 1)
        tags.append(
            {"id": f"t{number}", "start": tokens[first][0], "end": max(end, tokens[first][1]),
             "label": LABELS[number % 3], "target": None, "status": None}
        )  # fmt: skip
    return in_order(tags)


def measured(browser, kind: type[Tagger], article: Article, tags: list[dict]) -> dict[str, float]:
    """The medians, in milliseconds, of painting, the round trip and opening."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        shown = Shown(page, kind(article, statuses=True, tags=tags),
                      module=PEER if kind is WholeList else "")  # fmt: skip
        opened = page.evaluate("performance.now()")
        page.wait_for_timeout(500)
        page.evaluate(WATCH)
        for run in range(RUNS + 2):
            page.evaluate(SELECT_WORDS, [run % 3, 3 + run])
            page.wait_for_timeout(60)
            page.keyboard.press("s")
            page.wait_for_function("times.at(-1).paint && times.at(-1).back")
        times = page.evaluate("times")[2:]
        if len(shown.widgets[0].tags) < len(tags) + RUNS:
            raise RuntimeError("The tagger did not make the tags that were asked for.")
    finally:
        page.close()
    return {"open": opened} | {
        name: median(time[name] for time in times) for name in ("paint", "back")
    }


def run(sizes=SIZES, counts=COUNTS) -> list[Row]:
    """A row for each size of page and number of tags."""
    rows = []
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for words in sizes:
            article = story(words)
            for count in counts:
                tags = some_tags(article, count)
                ours = measured(browser, Tagger, article, tags)
                peer = measured(browser, WholeList, article, tags)
                rows.append(_row(words, count, ours, peer))
        browser.close()
    return rows


def _row(words: int, count: int, ours: dict[str, float], peer: dict[str, float]) -> Row:
    return Row(
        words,
        count,
        round(ours["paint"], 1),
        round(ours["back"], 1),
        round(ours["open"]),
        round(peer["paint"] / ours["paint"], 1),
        round(peer["back"] / ours["back"], 1),
    )


def table(rows: list[Row]) -> str:
    """The rows as text; `x` says how many times as long an element per word takes."""
    head = " words   tags   tag to paint      round trip     open"
    lines = [
        f"{row.words:>6,} {row.tags:>6,} {row.paint_ms:>6.1f} ms ({row.peer_paint:.1f} x) "
        f"{row.round_trip_ms:>6.1f} ms ({row.peer_round_trip:.1f} x) {row.open_ms:>5} ms"
        for row in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    print(table(run()))
