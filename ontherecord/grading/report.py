"""The teacher's report: what the class did not understand.  It holds no names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ontherecord import questions
from ontherecord.grading.marking import Marked
from ontherecord.grading.page import document
from ontherecord.grading.report_answers import answers_html
from ontherecord.grading.report_claims import CLAIMS, claims_html
from ontherecord.grading.report_tables import (
    STYLE,
    bar,
    learners,
    link_to,
    misreading,
    part,
    table,
)
from ontherecord.grading.tally import FEWEST, NO_STORY, ClassTally, QuestionTally
from ontherecord.vocabulary import listed

if TYPE_CHECKING:
    from ontherecord.grading.agreement import Marks

ABOUT_QUESTIONS = (
    "The mean share is the part of the points that those who answered earned, on average: 100% is "
    "all of them. Discrimination tells whether those who did well elsewhere did well here too: 1 "
    "is always, 0 is no tie at all, and below 0 those who did well elsewhere did worse here, so "
    "read the question again."
)

CLEARLY_BELOW = -0.1
"""From here on a question is to be read again; nearer to 0, chance alone may have done it."""

_NUMBERING = re.compile(r"(?:t\d+|cold)-")


class Report:
    """Collects the class one learner at a time, and gives the page at the end."""

    def __init__(self, names: Sequence[str]) -> None:
        self.tally, self.handed = ClassTally(names), 0
        self._tags = [name for name in names if questions.brief(name).type == "tags"]
        self._marks: dict[str, Marks] = {}

    def add(self, marked: Marked) -> None:
        """Counts one learner."""
        self.handed += 1
        self.tally.add(marked)
        for name in self._tags:
            if name in marked.feedback:
                # Only here: many classes have no such question.
                from ontherecord.grading.agreement import Marks

                if name not in self._marks:
                    self._marks[name] = Marks(name)
                self._marks[name].add(marked.values[name])

    def page(self) -> str:
        """The report as a page of its own, for the teacher and for a projector."""
        parts = [
            f"<p>{self._about()} No names stand here.</p>",
            self._contents(),
            _section("misreadings", "Misreadings, the most frequent first"),
            _misreadings(self.tally),
            _section("questions", "Questions, the hardest first"),
            f"<p>{ABOUT_QUESTIONS}</p>",
            _questions(self.tally),
            _section("answers", "What was answered"),
            _answers(self.tally),
            _section(CLAIMS, "Claims, the most divided first"),
            claims_html(self.tally),
        ]
        style = STYLE
        if self._tags:
            from ontherecord.grading.report_marks import STRIP_STYLE, marks_html

            parts.append(_section("marks", "Marks on the text"))
            parts += [marks_html(name, self._marks.get(name)) for name in self._tags]
            style += STRIP_STYLE
        return document("What the class did not understand", "\n".join(parts), style)

    def _about(self) -> str:
        units = dict.fromkeys(name.partition(".")[0] for name in self.tally.questions)
        counted = f"Questions of {listed(units, 'and')}. " if units else ""
        answered = f"{learners(self.tally.learners)} answered at least one"
        return f"{counted}{learners(self.handed)} handed in work; {answered}."

    def _contents(self) -> str:
        places = {
            "misreadings": "Misreadings",
            "questions": "Questions",
            "answers": "What was answered",
            CLAIMS: "Claims",
        }
        if self._tags:
            places["marks"] = "Marks on the text"
        links = "".join(f'<li><a href="#{at}">{text}</a></li>' for at, text in places.items())
        return f'<nav aria-label="On this page"><ul>{links}</ul></nav>'


def _section(id: str, head: str) -> str:
    return f'<h2 id="{id}">{head}</h2>'


def _hardest_first(tally: ClassTally) -> list[QuestionTally]:
    return sorted(
        tally.questions.values(), key=lambda one: (one.difficulty is None, one.difficulty or 0)
    )


def _questions(tally: ClassTally) -> str:
    heads = ["Question", "Answers", "Mean share", "Discrimination"]
    rows = map(_question, _hardest_first(tally))
    return table("questions", heads, rows, "No question counts.")


def _question(one: QuestionTally) -> list[str]:
    name = link_to(one.name) if one.enough else escape(one.name)
    return [
        f"{name}<small>{escape(questions.brief(one.name).prompt)}</small>",
        str(one.answered),
        bar(one.difficulty or 0, one.answered),
        _discrimination(one),
    ]


def _discrimination(one: QuestionTally) -> str:
    found = one.discrimination
    if found is None:
        return "all earned the same" if one.enough else "too few answers"
    again = " <strong>read it again</strong>" if found <= CLEARLY_BELOW else ""
    # Rounded first, or what is nearly 0 would be -0.00.
    return f"{round(found, 2) or 0.0:.2f}{again}"


def _answers(tally: ClassTally) -> str:
    told = [answers_html(one) for one in _hardest_first(tally) if one.enough]
    few = f"<p>A question is shown here once {FEWEST} learners have answered it.</p>"
    return "\n".join([*told, *([few] if len(told) < len(tally.questions) else [])])


def _misreadings(tally: ClassTally) -> str:
    heads = ["Misreading, and what to say", "Learners who showed it", "In which stories"]
    if tally.learners < FEWEST:
        return f"<p>They are shown once {FEWEST} learners have answered.</p>"
    shown = sorted(tally.who().items(), key=lambda one: (-one[1], one[0]))
    rows = [_misreading(tally, id, count) for id, count in shown]
    none = f"No answer to a question that at least {FEWEST} learners answered showed one."
    return table("misreadings", heads, rows, none)


def _misreading(tally: ClassTally, id: str, count: int) -> list[str]:
    stories = (f"{story_name(story)} ({n})" for story, n in tally.stories(id))
    rule = questions.misconceptions()[id].rule
    return [
        f"{misreading(id)}<small>{escape(rule)}</small>",
        part(count, tally.learners),
        escape(", ".join(stories)),
    ]


def story_name(id: str) -> str:
    """A short name for a story, made of its id: `t13-dunnock-a` is Dunnock a."""
    if id == NO_STORY:
        return "questions without a story"
    words = _NUMBERING.sub("", id, count=1).split("-")
    # The letter tells the two stories of a pair apart, and stays small as in the lessons.
    return " ".join(word.title() if len(word) > 1 else word for word in words)
