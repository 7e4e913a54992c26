"""How a class marked the text: the text with lines, the same as a table, alpha and pairs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from statistics import fmean

from ontherecord.grading.agreement import Marks, Run, agreement, with_the_others
from ontherecord.grading.report_tables import bar, learners, link_to, table
from ontherecord.grading.tally import FEWEST

MOST_IN_MATRIX = 8
"""Each pair is shown for up to so many readers: a larger matrix is wide and tells no more."""

MOST_PAIRS = 30
"""A row for each reader is shown for up to so many."""

SURE_FROM = 4
"""With fewer readers alpha comes with a warning."""

CAREFUL = f" <strong>Careful: with fewer than {SURE_FROM} readers, one can move it far.</strong>"

STEPS = {
    "no line": "nobody",
    "dotted line": "fewer than 35%",
    "dashed line": "35 to 70%, divided",
    "thick line": "more than 70%",
}
"""The line below a word and how many marked it, by step: kind and width tell it without colour."""

STRIP_STYLE = """
.strip { line-height: 2.1; margin: 0.5rem 0; }
.step1 { border-bottom: 2px dotted var(--fill); }
.step2 { border-bottom: 3px dashed var(--fill); }
.step3 { border-bottom: 5px solid var(--fill); }
.strip sup { white-space: nowrap; font-size: 0.75rem; line-height: 1; font-weight: 600; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; }
"""


def marks_html(name: str, marks: Marks | None) -> str:
    """The section on one question of tags; no strip and no pairs for few readers."""
    place = f"marks-{escape(name)}"
    head = f'<h3 id="{place}">Words marked in {_named(name, marks)}</h3>'
    count = marks.count if marks else 0
    if not count:
        return f"{head}<p>Nobody has marked it.</p>"
    told = f"{learners(count)} {'has' if count == 1 else 'have'} marked it."
    if count < FEWEST:
        few = f"<p>{told} The words and the pairs are shown from {FEWEST} on.</p>"
        return f"{head}{few}{_alpha(marks)}"
    parts = [head, f"<p>{told}</p>", *_text(marks, place), _alpha(marks), *_pairs(marks, place)]
    return "\n".join(parts)


def _named(name: str, marks: Marks | None) -> str:
    return link_to(name) if marks and marks.count >= FEWEST else escape(name)


def _text(marks: Marks, place: str) -> Iterator[str]:
    """The text with its legend, the divided words, and all of it as a table."""
    runs = marks.runs()
    yield _legend()
    for number in marks.numbers:
        yield _sentence(marks, [run for run in runs if run.sentence == number])
    yield _divided(marks, [run for run in runs if run.step == 2])
    yield f'<h4 id="{place}-words">The marked words, as a table</h4>'
    heads = ["Words", "Sentence", "Label", "Marked by", "Talk about it"]
    rows = [_cells(marks, run) for run in runs if run.step]
    yield table(f"{place}-words", heads, rows, "Nobody marked a word.")


def _legend() -> str:
    lines = "".join(
        f'<li><span class="step{step}">{line}</span>: {STEPS[line]}</li>'
        for step, line in enumerate(STEPS)
    )
    told = "So many marked the words as a source, a cue or a claim:"
    return f'<p>{told}</p><ul class="legend">{lines}</ul>'


def _sentence(marks: Marks, runs: list[Run]) -> str:
    """One sentence; before each run of marked words stand their label and share."""
    page, sentence = marks.question.page, marks.question.page.sentence(runs[0].sentence)
    parts, at = [f'<p class="strip"><strong>Sentence {sentence.number}:</strong> '], sentence.start
    for run in runs:
        parts += [escape(page.text[at : run.start]), _drawn(run, escape(_words(marks, run)))]
        at = run.end
    return "".join([*parts, escape(page.text[at : sentence.end]), "</p>"])


def _drawn(run: Run, words: str) -> str:
    if not run.step:
        return words
    # The table says it to a screen reader; here it would cut the sentence into pieces.
    told = f'<sup aria-hidden="true">{run.labels[0]} {_share(run)}</sup>&nbsp;'
    return f'{told}<span class="step{run.step}">{words}</span>'


def _words(marks: Marks, run: Run) -> str:
    return marks.question.page.text[run.start : run.end]


def _share(run: Run) -> str:
    low, high = f"{run.low:.0%}", f"{run.high:.0%}"
    return low if low == high else f"{low} to {high}"


def _divided(marks: Marks, runs: list[Run]) -> str:
    if not runs:
        return "<p>Divided words (35 to 70% marked them): none.</p>"
    lines = "".join(
        f"<li>Sentence {run.sentence}, {_labels(run)}: “{escape(_words(marks, run))}”, "
        f"{_share(run)}</li>"
        for run in runs
    )
    return f"<p>Divided words (35 to 70% marked them):</p><ul>{lines}</ul>"


def _labels(run: Run) -> str:
    first, *others = run.labels
    return f"{first}, for some {' or '.join(others)}" if others else first


def _cells(marks: Marks, run: Run) -> list[str]:
    return [
        escape(_words(marks, run)),
        str(run.sentence),
        _labels(run),
        bar(run.high, marks.count, _share(run)),
        "<strong>discuss</strong>" if run.step == 2 else "",
    ]


def _alpha(marks: Marks) -> str:
    """Alpha or why there is none: it is a figure of the group, so two readers are enough."""
    if len(marks.readers) < 2:
        return "<p>Krippendorff's alpha compares readers: it is given from two on.</p>"
    found = marks.alpha()
    if found is None:
        return "<p>Krippendorff's alpha needs readers who do not all do the same.</p>"
    few = len(marks.readers) < SURE_FROM
    return (
        f"<p>Krippendorff's alpha over words: {found:.2f} (1 is full agreement, 0 is chance). "
        f"Where the article is open to two readings, a low value is expected.{CAREFUL * few}</p>"
    )


def _pairs(marks: Marks, place: str) -> Iterator[str]:
    """How far readers agree with the key, the machine reader and one another."""
    yield f'<h4 id="{place}-pairs">Agreement of the readers</h4>'
    yield (
        "<p>The share of the marked words that both marked alike. Readers stand in the order of "
        "their agreement with the key.</p>"
    )
    if len(marks.readers) > MOST_PAIRS:
        yield _means(marks)
        return
    whole = len(marks.readers) <= MOST_IN_MATRIX
    heads, rows = _matrix(marks) if whole else _narrow(marks)
    yield table(f"{place}-pairs", heads, rows, "")


def _means(marks: Marks) -> str:
    key, machine = (
        fmean(agreement(one, other) for other in marks.readers)
        for one in (marks.key, marks.machine)
    )
    return (
        f"<p>Mean agreement with the key: {key:.0%}. With the machine reader: {machine:.0%}. "
        f"Counted over {len(marks.readers)} readers.</p>"
    )


def _matrix(marks: Marks) -> tuple[list[str], list[list[str]]]:
    """A column for each marker."""
    names = ["key", "machine reader", *_numbered(marks)]
    pairs = zip(names, marks.pairs(), strict=True)
    return ["Reader", *names], [[name, *map("{:.0%}".format, row)] for name, row in pairs]


def _narrow(marks: Marks) -> tuple[list[str], list[list[str]]]:
    """Columns for the key, the machine reader and the mean of the other readers."""
    rows = marks.pairs()[2:]
    means = with_the_others([row[2:] for row in rows])
    shown = zip(_numbered(marks), rows, means, strict=True)
    heads = ["Reader", "Key", "Machine reader", "Mean with the other readers"]
    return heads, [[name, *map("{:.0%}".format, (*row[:2], mean))] for name, row, mean in shown]


def _numbered(marks: Marks) -> list[str]:
    return [f"reader {number}" for number in range(1, len(marks.readers) + 1)]
