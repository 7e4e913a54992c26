"""The teacher's report: what the class did not understand.  It holds no names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ontherecord import questions
from ontherecord.grading.agreement import Marks, agreement
from ontherecord.grading.marking import Marked
from ontherecord.grading.page import document
from ontherecord.grading.tally import FEWEST, ClassTally, QuestionTally, to_discuss, top_share

MOST_PAIRS = 30
"""A matrix of pairs is drawn for up to so many readers."""


class Report:
    """Collects the class one learner at a time, and gives the page at the end."""

    def __init__(self, names: Sequence[str]) -> None:
        self.tally = ClassTally(names)
        self._tags = [name for name in names if questions.brief(name).type == "tags"]
        self._marks: dict[str, Marks] = {}

    def add(self, marked: Marked) -> None:
        """Counts one learner."""
        self.tally.add(marked)
        for name in self._tags:
            if name in marked.feedback:
                if name not in self._marks:
                    self._marks[name] = Marks(name)
                self._marks[name].add(marked.values[name])

    def page(self) -> str:
        """The report as a page of its own, for the teacher and for a projector."""
        tally = self.tally
        parts = [
            f"<p>{tally.learners} learners answered a question. No names stand here.</p>",
            "<h2>Questions, the hardest first</h2>",
            _questions(tally),
            "<h2>Misreadings</h2>",
            _misreadings(tally),
            "<h2>Claims, the most divided first</h2>",
            _claims(tally),
            *(_agreement(name, self._marks.get(name)) for name in self._tags),
        ]
        return document("What the class did not understand", "\n".join(parts))


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        "<tr>" + "".join(_cell(at, cell) for at, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0"><table>'
        f"<caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(at: int, cell: str) -> str:
    return f'<th scope="row">{cell}</th>' if at == 0 else f"<td>{cell}</td>"


def bar(share: float, count: int) -> str:
    """A share as a bar with its number; with too few answers, words instead."""
    if count < FEWEST:
        return "too few answers"
    return (
        f'<span class="bar" aria-hidden="true"><span style="width:{share:.0%}"></span></span> '
        f"{share:.0%}"
    )


def _questions(tally: ClassTally) -> str:
    asked = sorted(
        tally.questions.values(), key=lambda one: (one.difficulty is None, one.difficulty or 0)
    )
    heads = ["Question", "Answers", "Mean share", "Discrimination", "Chosen", "Misreadings named"]
    return _table("Questions", heads, map(_question, asked))


def _question(one: QuestionTally) -> list[str]:
    found = one.discrimination
    few = one.answered < FEWEST
    named = ", ".join(f"{_misreading(m)}: {n}" for m, n in one.misconceptions.most_common(3))
    chosen = ", ".join(f"{option}: {n}" for option, n in sorted(one.options.items()))
    return [
        f"{escape(one.name)}<small>{escape(questions.brief(one.name).prompt)}</small>",
        str(one.answered),
        bar(one.difficulty or 0, one.answered),
        "-" if found is None else f"{found:.2f}",
        "" if few else escape(chosen),
        "" if few else escape(named),
    ]


def _misreading(id: str) -> str:
    return f"{questions.misconceptions()[id].name} ({id})"


def _misreadings(tally: ClassTally) -> str:
    rows = [
        [
            escape(_misreading(id)),
            bar(count / tally.learners, tally.learners),
            escape(", ".join(sorted(tally.stories[id]))),
            escape(questions.misconceptions()[id].rule),
        ]
        for id, count in sorted(tally.who.items(), key=lambda one: (-one[1], one[0]))
    ]
    if not rows:
        return "<p>No answer named one.</p>"
    return _table("Misreadings", ["Misreading", "Learners", "In", "What to say"], rows)


def _claims(tally: ClassTally) -> str:
    rows = [
        (top_share(labels), name, row, labels)
        for name, one in tally.questions.items()
        for row, labels in one.labels.items()
        if labels.total() >= FEWEST
    ]
    if not rows:
        return f"<p>A claim is shown once {FEWEST} people have labelled it.</p>"
    shown = [
        [
            f"{escape(row)}<small>{escape(_row_text(name, row))}</small>",
            "<strong>discuss</strong>" if to_discuss(labels) else "",
            "<br>".join(
                f"{bar(n / labels.total(), labels.total())} {escape(label)}"
                for label, n in labels.most_common()
            ),
        ]
        for _, name, row, labels in sorted(rows, key=lambda one: one[:3])
    ]
    return _table("Claims", ["Claim", "Talk about it", "Labels"], shown)


def _row_text(name: str, id: str) -> str:
    return next((row.text for row in questions.load(name).rows if row.id == id), id)


def _agreement(name: str, marks: Marks | None) -> str:
    head = f"<h2>Marks on the text: {escape(name)}</h2>"
    count = marks.count if marks else 0
    if count < FEWEST:
        return f"{head}<p>{count} people have marked it. It is shown from {FEWEST} on.</p>"
    return "\n".join([head, _strip(marks), _alpha(marks), _pairs(marks)])


def _strip(marks: Marks) -> str:
    """The text with, below each word, how many marked it: as a line and, on hover, in words."""
    page = marks.question.page
    words = []
    for token in marks.tokens:
        share = marks.share(token)
        text = escape(page.text[slice(*token)])
        told = f'title="{share:.0%} marked it"'
        words.append(f'<span class="word" {told} style="--share:{share:.2f}">{text}</span>')
    divided = [t for t in marks.tokens if 0.35 <= marks.share(t) <= 0.70]
    listed = ", ".join(f"“{escape(page.text[slice(*token)])}”" for token in divided[:20])
    told = f"<p>Divided words (35 to 70 per cent marked them): {listed or 'none'}.</p>"
    return f'<p class="strip">{" ".join(words)}</p>{told}'


def _alpha(marks: Marks) -> str:
    found = marks.alpha()
    if found is None:
        return "<p>Alpha needs two readers who do not all do the same.</p>"
    return (
        f"<p>Krippendorff's alpha over words: {found:.2f} (1 is full agreement, 0 is chance). "
        "Where the article is open to two readings, a low value is expected.</p>"
    )


def _pairs(marks: Marks) -> str:
    if len(marks.readers) > MOST_PAIRS:
        key, machine = (
            sum(agreement(one, other) for other in marks.readers) / len(marks.readers)
            for one in (marks.key, marks.machine)
        )
        return (
            f"<p>Mean agreement with the key: {key:.0%}. With the machine reader: {machine:.0%}. "
            f"Counted over {len(marks.readers)} readers.</p>"
        )
    names = ["key", "machine", *(str(number) for number in range(1, len(marks.readers) + 1))]
    rows = [
        [name, *(f"{share:.0%}" for share in row)]
        for name, row in zip(names, marks.pairs(), strict=True)
    ]
    return _table("Agreement of each pair", ["Reader", *names], rows)
