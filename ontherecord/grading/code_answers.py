"""Answers in code, a chart or a function: the notebook's cells are run in the box, never here."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ontherecord import questions
from ontherecord.grading.reading import Handed
from ontherecord.questions.feedback import Feedback, Note
from ontherecord.vocabulary import listed

if TYPE_CHECKING:
    from ontherecord.grading.box.running import Ran

LOOK = "A person should look at it."
"""The end of a sentence on work whose points may not be the last word."""

SAVED_WAS_BETTER = "Run again, its cells make something else than what was saved, which earns less."
SAVED_ONLY = "What was saved would earn points, and run again its cells make nothing."
NOT_RUN = "It is code, and was not run: there is no sandbox here. It is not marked."


class NoValue(NamedTuple):
    """Stands for an answer in code that gave no value: why, and what state that is."""

    why: str
    state: str

    def feedback(self, name: str) -> Feedback:
        """The judgement of it: it earns nothing, and says why."""
        return Feedback(name, questions.brief(name).points, 0.0, self.state, (Note(self.why),))


_NEW_IN_PYTHON = re.compile(r"stopped with (?:Syntax|Import|Attribute)Error")
_NO_PACKAGE = re.compile(r"No module named '(\w{1,100})")
_MISSING = re.compile(r"name '(\w{1,100})' is not defined")
# It begins with the digit, which Python looks for faster than for the edge of a word.
_NAME = re.compile(r"\d(?<!\w\d)\dx?\.[a-z0-9-]{1,60}(?![a-z0-9-])")


def named_in(text: str, units: Sequence[str] = ()) -> set[str]:
    """The questions answered in code whose names stand in the text; all, or those of `units`."""
    found = {name for name in _NAME.findall(text) if not units or name.partition(".")[0] in units}
    return set(filter(_is_code, found))


@lru_cache(maxsize=5_000)
def _is_code(name: str) -> bool:
    return questions.known(name) and questions.load(name).code


def code_answers(
    handed: Handed, sandboxed: bool = True, units: Sequence[str] = (), until: float = math.inf
) -> tuple[dict[str, Any], list[str]]:
    """The answers in code by question, each a value or a NoValue, and sentences for the log.

    What the notebook's outputs say of a chart is not believed: its cells are run again.  Only
    questions of `units` are asked for; empty for all.  The code is stopped at `until`, a time of
    time.monotonic().
    """
    sources = "\n".join(source for _, source in handed.cells)
    asked = sorted(named_in(sources, units))
    found: dict[str, Any] = {
        name: NoValue("Its output is here, and the cell that makes it is not.", "invalid")
        for name in sorted(named_in("\n".join(handed.answers), units).difference(asked))
    }
    remarks = [f"{name}: {one.why}" for name, one in found.items()]
    if not asked:
        return found, remarks
    # Only here: most classes have no code, and need not wait for the sandbox to load.
    from ontherecord.grading.box.running import NoSandbox, box

    types = {name: questions.brief(name).type for name in asked}
    try:
        ran = box(sandboxed).run(handed.cells, types, _calls, until)
    except NoSandbox as why:
        found |= {name: NoValue(NOT_RUN, "recorded") for name in asked}
        return found, [*remarks, f"{', '.join(asked)}: {NOT_RUN} {why}"]
    remarks += ran.remarks
    for name in asked:
        value = ran.values.get(name)
        if value is not None:
            found[name] = value
        elif why := _why(name, handed, ran):
            found[name] = NoValue(why, "invalid")
            remarks.append(f"{name}: {why}")
        if _earns_more(name, handed.answers.get(name), value):
            why = SAVED_ONLY if value is None else SAVED_WAS_BETTER
            remarks.append(f"{name}: {why}{_missing_packages(ran)} {LOOK}")
    return found, remarks


def data_answers(handed: Handed) -> dict[str, Any]:
    """The answers that are read as they stand: what an output says of code is not believed."""
    in_code = named_in("\n".join(handed.answers))
    return {name: value for name, value in handed.answers.items() if name not in in_code}


def not_run(handed: Handed) -> tuple[dict[str, Any], list[str]]:
    """As `code_answers`, for a file that is one of too many of its learner: nothing is run."""
    names = named_in("\n".join(handed.answers))
    why = "This learner handed in more files than are run, and this is not one of the newest."
    return {name: NoValue(why, "invalid") for name in names}, [why]


def _earns_more(name: str, saved: Any, made: Any) -> bool:
    """Whether what the file says of its chart would earn more than what its cells make."""
    if saved is None or saved == made:
        return False
    try:
        judge = questions.load(name).judge
        return judge(saved).earned > (0 if made is None else judge(made).earned)
    except Exception:  # The file may say anything.
        return False


def _missing_packages(ran: Ran) -> str:
    """A sentence on the packages that the notebook imports and that are not here; may be empty."""
    found = (_NO_PACKAGE.search(error) for error in ran.errors.values())
    if names := sorted({match[1] for match in found if match}):
        return f" Not here: {listed(names, 'and')}. Install what is missing, and mark again."
    return ""


def _calls(name: str) -> list[list[Any]]:
    return questions.load(name).calls()


def _why(name: str, handed: Handed, ran: Ran) -> str:
    """Why a question that stands in a cell has no value; empty where it was left open."""
    if name in ran.refused:
        return ran.refused[name]
    failed = its = None
    for cell in handed.cells:
        # What fails after it may fail for want of it.
        failed = failed or (cell if cell[0] in ran.errors else None)
        if name in cell[1]:
            its = failed
        elif _NAME.search(cell[1]):
            failed = None  # What failed above belongs to another question.
    if its:
        why = f"{_failure(its, ran, 'gave no answer')}{_cause(its, handed, ran)}"
        return f"{why}{_of_newer_python(ran.errors[its[0]], handed)}"
    return "" if name in ran.values else ran.unfinished or "No cell gave an answer to it."


def _cause(failed: tuple[int, str], handed: Handed, ran: Ran) -> str:
    """A sentence on the cell above that should have given a name that is missing; may be empty."""
    missing = _MISSING.search(ran.errors[failed[0]])
    for cell in handed.cells if missing else ():
        if cell[0] >= failed[0]:
            break
        if cell[0] in ran.errors and re.search(rf"\b{missing[1]}\b", cell[1]):
            return f" {_failure(cell, ran, 'failed before it')}"
    return ""


def _of_newer_python(error: str, handed: Handed) -> str:
    """A sentence where the cell may have failed only because Python here is older; may be empty."""
    here = sys.version_info[:2]
    if handed.python <= here or not _NEW_IN_PYTHON.search(error):
        return ""
    theirs, ours = (".".join(map(str, version)) for version in (handed.python, here))
    return f" It was written with Python {theirs}, and this is {ours}: look whether that is why."


def _failure(cell: tuple[int, str], ran: Ran, what: str) -> str:
    from ontherecord.grading.box.running import cell_in_words

    return f"{cell_in_words(*cell)} {what}: {ran.errors[cell[0]]}."
