"""The page in the colours of a learner's labels: furniture, headline, summary, caption or body.

Before a question on the parts of a page is checked, the page shows every line alike, with the
labels given so far.  After the first check it shows all parts as the article has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ontherecord import answers, questions
from ontherecord.article import Article, Sentence
from ontherecord.errors import UnknownNameError, in_plain_words
from ontherecord.views import Picture

PARTS = ("furniture", "headline", "summary", "caption", "body")
"""What a line of a page can be; the paragraphs of a story are its body."""

# A part is told by its word, its line and its colour.
STYLE = """<style>
.otr-parts{max-width:46rem;color:var(--jp-ui-font-color0,#111);overflow-wrap:anywhere;
font:1.02rem/1.6 Georgia,'Source Serif 4',serif}
.otr-parts p{margin:0 0 .15rem;padding:.2rem .7rem;border-left:6px solid transparent}
.otr-parts .otr-first{margin-top:.7rem}
.otr-parts :is(.otr-number,.otr-part,.otr-said){font:600 .75rem/1 system-ui,sans-serif;
color:var(--jp-ui-font-color1,#333)}
.otr-parts .otr-number{margin-right:.4rem}
.otr-parts .otr-part{margin-left:.5rem;padding:.1rem .3rem;border:1px solid currentColor;
border-radius:.25rem;white-space:nowrap}
.otr-parts .otr-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.otr-parts .otr-p0{--otr:#8a6d00;border-left-style:dashed}
.otr-parts .otr-p1{--otr:#a3388a;border-left-style:double}
.otr-parts .otr-p2{--otr:#1565a7;border-left-style:dotted}
.otr-parts .otr-p3{--otr:#b3541e;border-left-style:ridge}
.otr-parts .otr-p4{--otr:#00735c;border-left-style:solid}
.otr-parts :is(.otr-p0,.otr-p1,.otr-p2,.otr-p3,.otr-p4){border-left-color:var(--otr);
background:color-mix(in srgb,var(--otr) 13%,transparent)}
</style>"""


def part_of(sentence: Sentence) -> str:
    """The part of the page that a sentence belongs to, as the article has it."""
    return "body" if sentence.role == "paragraph" else sentence.role


@in_plain_words
def parts_page(name: str) -> Picture:
    """The page of a question on parts, with the saved labels; after a check, with all parts."""
    question = questions.load(name)
    if question.page is None or tuple(getattr(question, "columns", ())) != PARTS:
        raise UnknownNameError(
            f"The question {name!r} does not ask for the parts of a page.",
            "Such a question gives each line one of these labels: " + ", ".join(PARTS) + ".",
            'Use one of them, such as "01.parts".',
        )
    entry = answers.store(name).entry(name)
    given = question.plain(entry["value"]) or {}
    labels = {row: label[0] if isinstance(label, list) else label for row, label in given.items()}
    checked = bool(entry["tries"])
    return Picture(format_parts(question.page, labels, checked), _says(question, labels, checked))


def format_parts(page: Article, labels: Mapping[str, str], checked: bool) -> str:
    """The lines of the page with their labels; when checked, with the article's own parts."""
    lines = "".join(_line(page, s, labels.get(str(s.number)), checked) for s in page.sentences)
    return f'{STYLE}<div class="otr-parts">{lines}</div>'


def _line(page: Article, sentence: Sentence, given: str | None, checked: bool) -> str:
    part = part_of(sentence) if checked else given
    classes = ["otr-first"] if page.blocks[sentence.block].sentences[0] is sentence else []
    classes += [f"otr-p{PARTS.index(part)}"] if part else []
    chip = f'<span class="otr-part">{escape(part)}</span>' if part else ""
    said = f' <span class="otr-said">you: {escape(given)}</span>' if given and given != part else ""
    number = f'<span class="otr-hidden">Sentence </span>{sentence.number}'
    return (
        f'<p class="{" ".join(classes)}"><span class="otr-number">{number}</span>'
        f"{escape(sentence.text)}{chip}{said}</p>"
    )


def _says(question: Any, labels: Mapping[str, str], checked: bool) -> str:
    """What the picture shows, in a sentence."""
    if not checked:
        return f"{question.page.title}: {len(labels)} of {len(question.rows)} lines have your label"
    same = sum(labels.get(row.id) in row.labels for row in question.rows)
    return f"{question.page.title}: {same} of {len(question.rows)} of your labels fit"
