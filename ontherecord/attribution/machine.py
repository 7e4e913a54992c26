"""The machine reader for lessons: what it finds on a page, and how often it agrees with us."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from ontherecord.article import Article, data_folder
from ontherecord.article import article as shipped_article
from ontherecord.attribution import Attribution, attributions, changed, shipped
from ontherecord.attribution.rules import tables
from ontherecord.attribution.scoring import Score, pairs
from ontherecord.errors import DataError, KeptBackError, UnknownNameError, in_plain_words
from ontherecord.key import has_key
from ontherecord.text import Span
from ontherecord.views import Picture

PEOPLE = (
    "Two trained people on US news articles: 75 of 100 (77 of 100 on verbs of speech). "
    "They disagree too."
)
LONG = 9
"""Longer quotes are shown by their first and their last words."""


@dataclass(frozen=True)
class Ours:
    """An attribution as we read it."""

    sentence: int
    source: list[Span]
    cue: list[Span]
    content: list[Span]


@cache
def reading(name: str = "alibaba-2022") -> tuple[Ours, ...]:
    """Who says what in an article as we read it: its attributions.toml."""
    page = shipped_article(name)
    path = data_folder() / "articles" / name / "attributions.toml"
    if not path.is_file() and not has_key(name):
        raise KeptBackError(f"Our reading of {name}, which the machine is compared with,")
    if not path.is_file():
        raise UnknownNameError(
            f"There is no reading of {name!r} for the machine to be compared with.",
            "The article with such a reading is alibaba-2022.",
            "Use attributions(text) to see what the machine finds in another text.",
        )
    rows = tomllib.loads(path.read_text("utf-8")).get("attribution", [])
    try:
        return tuple(
            Ours(row["sentence"], *([page.locate(row["sentence"], row[part])] for part in PARTS))
            for row in rows
        )
    except KeyError as error:
        raise DataError(path, str(error), "an attribution lacks this entry.") from None


PARTS = ("source", "cue", "content")


def _words(article: Article, spans: Iterable[Span]) -> str:
    words = " ... ".join(article.text[slice(*span)] for span in spans).split()
    if len(words) > LONG:
        words = [*words[: LONG - 4], "...", *words[-3:]]
    return " ".join(words)


def _row(article: Article, one: Attribution | Ours, verdict: str) -> tuple[str, ...]:
    number = str(article.sentence_at(one.cue[0][0]).number)
    parts = [_words(article, getattr(one, part)) for part in PARTS]
    return (number, parts[0] or "(nobody)", parts[1], parts[2], verdict)


HEADINGS = ("sentence", "source", "cue", "claim", "with our reading")


def _plain(rows: list[tuple[str, ...]], lines: list[str]) -> str:
    shown = [f"{row[0]:>3}  {row[4]:6}  {row[1]} | {row[2]} | {row[3]}" for row in rows]
    return "\n".join([" | ".join(HEADINGS), *shown, *lines])


def _html(rows: list[tuple[str, ...]], lines: list[str]) -> str:
    head = "".join(f'<th scope="col" style="text-align:left">{name}</th>' for name in HEADINGS)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:left;vertical-align:top">{escape(cell)}</td>' for cell in row
        )
        + "</tr>"
        for row in rows
    )
    notes = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        '<div style="overflow-x:auto"><table><caption style="text-align:left">What the machine '
        f"reads</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
    )


def _said(score: Score) -> str:
    return (
        f"{round(100 * score.f1)} of 100: {score.right} right, "
        f"{score.found - score.right} wrong, {score.wanted - score.right} missed"
    )


def _score(article: Article, found: list[Attribution], name: str) -> tuple[Score, dict[int, int]]:
    right = pairs(article.text, found, reading(name))
    return Score(len(right), len(found), len(reading(name))), right


@in_plain_words
def machine(
    name: str = "alibaba-2022",
    add: Mapping[str, str | Iterable[str]] | None = None,
    drop: str | Iterable[str] = (),
    grammar: str | None = None,
    nearest_name: bool = False,
    sentences: Iterable[int] | None = None,
) -> Picture:
    """What the machine finds in an article, each find judged by our reading, and its score.

    `add` puts cues into a group (`add={"say": "flag"}`), `drop` takes cues out, `grammar` is
    another grammar, and `nearest_name` brings back an old mistake.  `sentences` shows only some
    sentences; the score is always that of the whole page.
    """
    page = shipped_article(name)
    found = attributions(page.text, changed(add, drop, grammar, nearest_name))
    score, right = _score(page, found, name)
    rows = [_row(page, one, "right" if at in right else "wrong") for at, one in enumerate(found)]
    ours = reading(name)
    rows += [_row(page, one, "missed") for at, one in enumerate(ours) if at not in right.values()]
    if sentences is not None:
        wanted = {str(page.sentence(number).number) for number in sentences}
        rows = [row for row in rows if row[0] in wanted]
    rows.sort(key=lambda row: (int(row[0]), row[4] == "missed"))
    before, _ = _score(page, attributions(page.text), name)
    lines = [f"Score with your rules: {_said(score)}.", f"With our rules: {_said(before)}.", PEOPLE]
    return Picture(_html(rows, lines), _plain(rows, lines))


@in_plain_words
def cue_list() -> Picture:
    """The cue list of the machine: each group, what it commits the writer to, and its verbs."""
    groups = tables("cues")
    plain = "\n".join(
        f"{name}: {row['means']}\n    {' '.join(row['verbs'].split())}"
        for name, row in groups.items()
    )
    html = "".join(
        f"<dt><strong>{escape(name)}</strong>: {escape(row['means'])}</dt>"
        f"<dd>{escape(' '.join(row['verbs'].split()))}</dd>"
        for name, row in groups.items()
    )
    return Picture(f"<dl>{html}</dl>", plain)


def grammar() -> str:
    """The grammar of the machine, as text that you can change and give back to `machine`."""
    return shipped().grammar


READ_IN = "South China Morning Post"
"""Where the arrows of `machine_arrows` end: the newspaper that printed the article."""


@in_plain_words
def machine_arrows(
    sentences: Iterable[int],
    citing: bool = False,
    add: Mapping[str, str | Iterable[str]] | None = None,
    drop: str | Iterable[str] = (),
    nearest_name: bool = False,
) -> list[str]:
    """The arrows that the machine would draw for these sentences of the article.

    One arrow runs from each source to the newspaper.  With `citing`, what is cited or quoted is
    read as a source: its arrow runs to the one who cites it.
    """
    page = shipped_article()
    numbers = {page.sentence(number).number for number in sentences}
    arrows: list[str] = []
    for one in attributions(page.text, changed(add, drop, nearest_name=nearest_name)):
        if page.sentence_at(one.cue[0][0]).number not in numbers or not one.source:
            continue
        cue, says = _words(page, one.cue).lower(), _name(page, one.source)
        ends = says if citing and cue.startswith(("cit", "quot")) else READ_IN
        starts = says if ends is READ_IN else _name(page, one.content)
        if starts != ends:
            arrows.append(f"{starts} -> {ends}")
    return list(dict.fromkeys(arrows))


def _name(article: Article, spans: list[Span]) -> str:
    """The words of a source up to the first comma, without `the`."""
    return article.text[slice(*spans[0])].partition(",")[0].removeprefix("the ")
