"""`tagger(name)`: the widget for a question whose answer is tags, saved at every change."""

from __future__ import annotations

from html import escape
from typing import Any

from ontherecord import answers, check, questions
from ontherecord.errors import UnknownNameError, in_plain_words
from ontherecord.prompts import question_card
from ontherecord.tags import Tag, anchored, with_quotes

__all__ = ["tagger"]


DEFAULT = "alibaba-2022"
"""The article that `tag` quotes when it is given none."""

_EMPTY: Tag = {"id": None, "label": None, "target": None, "status": None}


class _Tagged:
    """One question on the screen: keeps the tagger, the answer file and the receipt in step."""

    def __init__(self, name: str) -> None:
        from ontherecord.tagger.widget import Tagger

        self.question = questions.load(name)
        self.file = answers.store(name)
        self.single = self.question.type == "span"
        self.card = ""
        parts = () if self.single else self.question.parts
        self.widget = Tagger(
            self.question.page,
            self.question.sentences or None,
            labels=(self.question.label,) if self.single else _labels(parts),
            statuses="status" in parts,
            links="link" in parts,
            single=self.single,
            on_change=self.save,
            on_check=self.judge,
            on_hint=self.hint,
            on_worked=self.worked,
            prompt=self.question.prompt,
            typed=self.question.sample(self._example()),
        )
        self._restore()

    def _restore(self) -> None:
        """Puts the saved tags in; what does not fit this story any more is told, not dropped."""
        tags, unreadable = self._as_tags(self.file.value(self.name))
        kept, lost = anchored(self.question.page, tags)
        fitting, refused = self.widget.rules.sorted_out(kept)
        self.widget.tags = fitting
        missing = unreadable + len(lost) + len(refused)
        text = "Your saved tags." if fitting else ""
        if missing:
            text += (
                f" {missing} saved {'tag does' if missing == 1 else 'tags do'} not fit this story "
                "any more. They stay in the answer file until you change something here."
            )
        self._show_tried()
        self.widget.saved = {"ok": not missing, "text": text.strip(), "revision": 0}

    @property
    def name(self) -> str:
        return self.question.name

    def _as_tags(self, value: Any) -> tuple[list[Tag], int]:
        """The tags that a saved answer holds, and how many of its parts are none."""
        if value is None:
            return [], 0
        if self.single:
            span = self.question.plain(value)
            return ([{**span, **self._span_tag()}], 0) if span else ([], 1)
        # Somebody may have written into the file by hand.
        parts = value if isinstance(value, list) else [value]
        tags = [{**_EMPTY, **part} for part in parts if _has_place(part)]
        return tags, len(parts) - len(tags)

    def _span_tag(self) -> Tag:
        return {**_EMPTY, "id": "saved", "label": self.question.label}

    def _example(self) -> str:
        """An answer as it is typed in a cell, with dots in place of the words."""
        number = self.question.sentences[0]
        if self.single:
            return f'{{"sentence": {number}, "quote": "..."}}'
        story = f', article="{self.question.page.id}"' if self.question.page.id != DEFAULT else ""
        return f'[tag("{_labels(self.question.parts)[0]}", {number}, "..."{story}), ...]'

    def show(self) -> None:
        from IPython.display import display

        self.widget.receipt = self._bundle(self.file.value(self.name))
        self.widget.card = question_card(self.question, self.widget.typed)
        display(self.widget)
        self.receipt = display(self.widget.receipt, raw=True, display_id=True)

    def save(self, tags: list[Tag]) -> answers.Saved:
        """Writes the tags down, each with the words around it, and renews the receipt."""
        # What is typed in a cell is saved in the same form.  Where there are more tags than a
        # check reads, they are saved as they are.
        value = self.question.plain(tags)
        if value is None and tags:
            value = with_quotes(self.question.page, tags)
        saved = self.file.record(self.name, value, complete=False)
        self.card = ""
        self._update(value)
        return saved

    def judge(self) -> dict[str, str]:
        """Shows the feedback below the tagger; gives a note for each tag that it is about."""
        # The tags as the page has them: so the notes come back under the ids that it knows.
        card = check.checked(self.name, list(self.widget.tags))
        self.card = card.html if card else ""
        self._update(self.file.value(self.name))
        self._show_tried()
        return dict(card.feedback.tag_notes) if card and card.feedback else {}

    def hint(self) -> None:
        """Shows the next hint below the tagger."""
        card = check.hint(self.name)
        self.card = card.html if card else ""
        self._update(self.file.value(self.name))

    def worked(self) -> None:
        """Shows the worked answer below the tagger, which is open after one try."""
        card = check.worked(self.name)
        self.card = card.html if card else ""
        self._update(self.file.value(self.name))

    def _show_tried(self) -> None:
        self.widget.tried = self.file.entry(self.name)["tries"] > 0

    def _bundle(self, value: Any) -> dict[str, Any]:
        tags, _ = self._as_tags(value)
        count = f"{len(tags)} {'tag' if len(tags) == 1 else 'tags'}"
        text = f"{self.name}: {count if tags else 'no tags yet'}"
        rows = "".join(_row(tag) for tag in tags)
        listed = f"<details><summary>{escape(text)}</summary><ul>{rows}</ul></details>"
        html = self.card + (listed if tags else f"<small>{escape(text)}</small>")
        return answers.receipt(self.name, value, text, f'<div class="otr-receipt">{html}</div>')

    def _update(self, value: Any) -> None:
        self.widget.receipt = self._bundle(value)
        self.receipt.update(self.widget.receipt, raw=True)


def _has_place(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(part.get(at), int) for at in ("start", "end"))


def _row(tag: Tag) -> str:
    status = f" ({tag['status']})" if tag["status"] else ""
    return f"<li>{escape(str(tag['label']) + status)}: {escape(str(tag.get('quote', '')))}</li>"


def _labels(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of the tags that a question asks for."""
    return tuple(label for label in ("source", "cue", "claim") if label in parts)


@in_plain_words
def tagger(name: str) -> None:
    """Show the story of that question with its tagger; the saved tags are there again."""
    question = questions.load(name)
    if question.type not in ("tags", "span"):
        raise UnknownNameError(
            f"The question {name!r} does not ask for tags.",
            "The tagger is for questions of the types tags and span.",
            f'Run ask("{name}") instead.',
        )
    _Tagged(name).show()
