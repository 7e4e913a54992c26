"""The tagger as a widget: a thin shell around the changes of a list of tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ontherecord.article import Article
from ontherecord.browser import script
from ontherecord.cards import ReadableWidget
from ontherecord.errors import OnTheRecordError
from ontherecord.tagger.changes import Rules, Run, in_order, shown_runs
from ontherecord.tags import Tag, TagError
from ontherecord.vocabulary import STATUS_MEANINGS, STATUSES, TAG_LABELS, listed

_HERE = Path(__file__).parent
OnChange = Callable[[list[Tag]], Any]


def page_data(article: Article, runs: tuple[Run, ...]) -> dict[str, Any]:
    """What the browser needs of the page: its runs of sentences and the places of its words."""
    blocks = [
        {
            "role": run[0].role,
            "block": run[0].block,
            "sentences": [[sentence.number, sentence.start, sentence.text] for sentence in run],
        }
        for run in runs
    ]
    return {"title": article.title, "blocks": blocks, "words": _words(article, runs)}


def _words(article: Article, runs: tuple[Run, ...]) -> list[int]:
    """Start and end of each word shown, in one flat list; punctuation is left out."""
    places, run_at = [], 0
    for start, end in article.tokens:
        while run_at < len(runs) and runs[run_at][-1].end <= start:
            run_at += 1
        if run_at == len(runs):
            break
        inside = runs[run_at][0].start <= start
        if inside and any(letter.isalnum() for letter in article.text[start:end]):
            places += [start, end]
    return places


class Tagger(ReadableWidget, anywidget.AnyWidget):
    """A widget to tag words of an article.

    `tags` is the plain list of tags, in the order of the text.  `on_change(tags)` is called after
    every change; when it returns something with `ok` and `message`, the widget shows that.
    `on_check()`, `on_hint()` and `on_worked()` put a button each on the widget; the last one is
    shown once `tried` is true.
    """

    _esm = script(_HERE / "tagger.js")
    _css = _HERE / "tagger.css"

    prompt = traitlets.Unicode().tag(sync=True)
    typed = traitlets.Unicode().tag(sync=True)
    page = traitlets.Dict().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    links = traitlets.Bool(True).tag(sync=True)
    single = traitlets.Bool(False).tag(sync=True)
    statuses = traitlets.Dict().tag(sync=True)
    tags = traitlets.List().tag(sync=True)
    revision = traitlets.Int(0).tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)
    goal = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    buttons = traitlets.List().tag(sync=True)
    tried = traitlets.Bool(False).tag(sync=True)
    receipt = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        article: Article,
        sentences: Iterable[int] | None = None,
        labels: Iterable[str] = TAG_LABELS,
        statuses: bool = False,
        links: bool = True,
        single: bool = False,
        tags: Iterable[Tag] = (),
        goal: dict[str, int] | None = None,
        on_change: OnChange | None = None,
        on_check: Callable[[], dict[str, str] | None] | None = None,
        on_hint: Callable[[], Any] | None = None,
        on_worked: Callable[[], Any] | None = None,
        prompt: str = "",
        typed: str = "",
    ) -> None:
        labels = tuple(labels)
        unknown = [label for label in labels if label not in TAG_LABELS]
        if unknown or not labels:
            raise TagError(
                f"{listed(unknown) or 'Nothing'!r} is no label.",
                f"The labels are {listed(TAG_LABELS)}.",
                "Give at least one of them.",
            )
        asked = STATUSES if statuses else ()
        links = links and "source" in labels
        runs = shown_runs(article, sentences)
        self.rules = Rules(article, runs, labels, links, asked, single)
        self.on_change = on_change
        self._acts = {"check": on_check, "hint": on_hint, "worked": on_worked}
        self._from_page = False
        super().__init__(
            prompt=prompt,
            typed=typed,
            page=page_data(article, runs),
            labels=list(labels),
            links=links,
            single=single,
            statuses={status: STATUS_MEANINGS[status] for status in asked},
            tags=list(tags),
            goal=dict(goal or {}),
            saved={"ok": True, "text": "", "revision": 0},
            buttons=[name for name, act in self._acts.items() if act],
        )
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        count = len(self.tags)
        return f"Tagger({self.rules.article.id!r}, {count} {'tag' if count == 1 else 'tags'})"

    @traitlets.validate("tags")
    def _fitting(self, proposal: Any) -> list[Tag]:
        return in_order(self.rules.after({}, {"set": list(proposal["value"])}).values())

    def _should_send_property(self, key: str, value: Any) -> bool:
        # The page that made a change has it already: one small answer goes back, not the list.
        own_change = self._from_page and key in ("tags", "revision")
        return not own_change and super()._should_send_property(key, value)

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        kind = str(message.get("kind")) if isinstance(message, dict) else None
        if kind == "change":
            self._change(message)
        elif kind == "resend":
            self._send_all()
        elif kind in self._acts and self._acts[kind]:
            self._act(self._acts[kind])

    def _change(self, message: dict[str, Any]) -> None:
        change = {name: message.get(name, []) for name in ("set", "remove")}
        try:
            after = self.rules.after({tag["id"]: tag for tag in self.tags}, change)
        except OnTheRecordError as error:
            self._send_all(refused=str(error))
            return
        self._from_page = True
        try:
            # The rules have looked at the change; `tags` need not be looked at once more.
            with self.cross_validation_lock:
                self.tags = in_order(after.values())
            self.revision += 1
        finally:
            self._from_page = False
        named = {"change": message.get("change"), "revision": self.revision}
        self.send({"kind": "applied", **named, **change})
        self._save()

    def _save(self) -> None:
        """Calls `on_change` and shows what it says; its failure is told, never raised."""
        ok, text = True, ""
        if self.on_change is not None:
            try:
                said = self.on_change(list(self.tags))
                ok, text = getattr(said, "ok", True), getattr(said, "message", None) or ""
            except Exception as error:
                ok = False
                text = f"Not saved: {error} Your tags are still here. Save the notebook (Ctrl+S)."
            text = text or ("Saved" if ok else "Not saved")
        self.saved = {"ok": bool(ok), "text": text, "revision": self.revision}

    def _act(self, act: Callable[[], Any]) -> None:
        try:
            notes = act()
        except Exception as error:
            self.saved = {**self.saved, "ok": False, "text": f"That did not work: {error}"}
            return
        if isinstance(notes, dict):
            self.notes = notes
        self.send({"kind": "acted"})

    def _send_all(self, refused: str = "") -> None:
        state = {"tags": self.tags, "revision": self.revision}
        self.send({"kind": "all", **state, "refused": refused})
