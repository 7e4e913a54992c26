"""The tagger: from a key to the painted tag, and to Python and back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import ontherecord.tagger
from benchmarks.long_story import story, tags_of
from benchmarks.timing import Row
from ontherecord.tagger import _Tagged
from ontherecord.tagger.widget import Tagger
from ontherecord.tags import Tag, tokens_within
from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.harness import mount

HERE, TAGGER = Path(__file__).parent, Path(ontherecord.tagger.__file__).parent
WORDS, TAGS, SAVED, RUNS = (1_000, 20_000), (0, 100, 1_000), (0, 100, 900), 9
# Frames come as soon as they are ready, so that no wait for the screen is in the figures.
FLAGS = [*CHROMIUM_FLAGS, "--disable-frame-rate-limit", "--disable-gpu-vsync"]
TRAITS = ("prompt", "page", "labels", "links", "single", "statuses", "tags", "revision", "notes",
          "goal", "saved", "buttons", "receipt", "typed")  # fmt: skip

_IN_PAGE = """() => {
window.painted = () => new Promise((done) => requestAnimationFrame(() => {
  // A message that is posted in a frame arrives when style, layout and paint of it are done.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(0);
}));
window.rest = (ms) => new Promise((done) => setTimeout(done, ms));
window.timed = async (act) => {
  await rest(60);
  await painted();
  const began = performance.now();
  act();
  return (await painted()) - began;
};
}"""
_TAG = """async ([start, end]) => {
  const story = document.querySelector(".otr-story"), peer = document.querySelector("#cell > div");
  if (story) {
    const all = model.get("page").blocks.flatMap((block) => block.sentences);
    const place = all.findLastIndex(([, from]) => from <= start);
    const [, from] = all[place], text = story.querySelectorAll(".otr-sentence")[place].firstChild;
    story.focus();
    getSelection().setBaseAndExtent(text, start - from, text, end - from);
  }
  const press = () => story.dispatchEvent(
    new KeyboardEvent("keydown", { key: "m", bubbles: true, cancelable: true }));
  const replied = new Promise((done) => { window.onReply = () => done(performance.now()); });
  const idle = await timed(() => {});
  let began;
  const shown = await timed(() => {
    began = performance.now();
    if (story) press();
    else peer.wordTagger(start, end, "claim");
  });
  return [shown - idle, (await replied) - began];
}"""
_ANSWER = """() => {
model.send = async (message) => {
  const replies = JSON.parse(await window.answered(JSON.stringify(message)));
  for (const [name, reply] of replies) {
    if (name === "msg:custom") model.fire(name, reply);
    else model.set(name, reply);
  }
  window.onReply();
};
}"""


_OPEN = """async () => {
  const began = performance.now();
  await addView(model);
  return (await painted()) - began;
}"""


@contextmanager
def browser_page() -> Iterator[Any]:
    """A page of Chromium in which frames are not held back."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


class Recorded(Tagger):
    """The tagger without a browser: what it would send is kept in `replies`."""

    replies: list[Any] = []

    def send(self, content: Any, buffers: Any = None) -> None:
        self.replies.append(("msg:custom", content))

    def send_state(self, key: Any = None) -> None:
        for name in [key] if isinstance(key, str) else key or ():
            self.replies.append((name, getattr(self, name)))

    def answered(self, message: str) -> str:
        """What Python sends back for that message, both as JSON."""
        self.replies = []
        self._receive(self, json.loads(message), None)
        return json.dumps(self.replies)


def recorded(words: int, count: int) -> Recorded:
    """A tagger on a story of that many words, with that many tags."""
    article = story(words)
    return Recorded(article, statuses=True, tags=tags_of(article, count))


def spots(tagger: Tagger) -> list[tuple[int, int]]:
    """Places to tag, spread over the story; none is tagged yet."""
    tokens = tagger.rules.article.tokens
    sentences = tagger.rules.article.sentences
    step = len(sentences) // (RUNS + 1)
    chosen = [sentences[(number + 1) * step] for number in range(RUNS)]
    inside = [[t for t in tokens if s.start <= t[0] and t[1] <= s.end] for s in chosen]
    return [(words[0][0], words[-2][1]) for words in inside]


def in_browser(page: Any, words: int, count: int, peer: bool = False) -> tuple[float, ...]:
    """Milliseconds from the key to the painted tag, to Python's answer, and to open a view."""
    tagger = recorded(words, count)
    state = {name: getattr(tagger, name) for name in TRAITS if tagger.has_trait(name)}
    mount(page, *((HERE, "word_tagger") if peer else (TAGGER, "tagger")), state)
    page.expose_function("answered", tagger.answered)
    page.evaluate(_IN_PAGE)
    page.evaluate(_ANSWER)
    times = [page.evaluate(_TAG, spot) for spot in spots(tagger)]
    opened = page.evaluate(_OPEN)
    return median(t[0] for t in times), median(t[1] for t in times), opened


def in_python(words: int, count: int) -> float:
    """Milliseconds that Python takes for one change, with reading and writing its JSON."""
    tagger = recorded(words, count)
    times = []
    for number, (start, end) in enumerate(spots(tagger)):
        tag = {"id": f"new{number}", "start": start, "end": end, "label": "claim"}
        message = json.dumps({"kind": "change", "change": str(number), "set": [tag], "remove": []})
        began = perf_counter()
        tagger.answered(message)
        times.append((perf_counter() - began) * 1000)
    return median(times)


def saving(count: int) -> float:
    """Milliseconds for one more tag of a question, on the disk and in the receipt."""
    receipt = SimpleNamespace(update=lambda bundle, raw: json.dumps(bundle))
    with TemporaryDirectory() as folder, patch.dict(os.environ, ONTHERECORD_ANSWERS=folder), patch(
        "IPython.display.display", lambda *_, **__: receipt
    ):  # fmt: skip
        shown = _Tagged("02.own")
        shown.show()
        tags = [_bare(number, span) for number, span in enumerate(overlapping(shown, count + RUNS))]
        shown.widget.tags = tags[:count]
        times = []
        for tag in tags[count:]:
            began = perf_counter()
            shown.widget._receive(None, {"kind": "change", "set": [tag], "remove": []}, None)
            times.append((perf_counter() - began) * 1000)
    return median(times)


def overlapping(shown: _Tagged, count: int) -> list[tuple[int, int]]:
    """That many different spans of the few sentences that the question shows."""
    spans = []
    for sentence in (sentence for run in shown.widget.rules.runs for sentence in run):
        tokens = tokens_within(shown.question.page, sentence.start, sentence.end)
        spans += [(first[0], last[1]) for first, last in combinations(tokens, 2)]
    step = len(spans) // count
    return spans[:: max(step, 1)][:count]


def _bare(number: int, span: tuple[int, int]) -> Tag:
    return {"id": f"t{number}", "start": span[0], "end": span[1], "label": "claim"}


def run() -> list[Row]:
    """The medians, each beside those of a tagger with one element for each word."""
    rows = []
    for words in WORDS:
        for count in TAGS:
            case = f"{words:,} words, {count:,} tags"
            with browser_page() as page:
                painted, back, opened = in_browser(page, words, count)
            with browser_page() as page:
                peer, peer_back, peer_opened = in_browser(page, words, count, peer=True)
            python = in_python(words, count)
            rows += [
                (f"tag to paint, {case}", painted, "ms", _beside(peer, painted)),
                (f"tag to Python and back, {case}", back, "ms", _beside(peer_back, back)),
                (f"of it in Python, {case}", python, "ms", "one change, with its JSON"),
                (f"open the tagger, {case}", opened, "ms", f"once; {_beside(peer_opened, opened)}"),
            ]
    for count in SAVED:
        note = "a question's change: checked, written with fsync, in the receipt"
        rows.append((f"saved, {count:,} tags", saving(count), "ms", note))
    return rows


def _beside(peer: float, ours: float) -> str:
    return f"an element per word: {peer:.0f} ms, {peer / max(ours, 0.1):.1f} times as long"
