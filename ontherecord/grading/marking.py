"""The marks of one learner: every answer that was handed in, judged by its question."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import ontherecord
from ontherecord import questions
from ontherecord.article import data_folder
from ontherecord.errors import OnTheRecordError
from ontherecord.grading.box import limits
from ontherecord.grading.code_answers import (
    LOOK,
    NoValue,
    code_answers,
    data_answers,
    not_run,
)
from ontherecord.grading.finds import Remark
from ontherecord.grading.parsing import ASK
from ontherecord.grading.reading import Handed, read
from ontherecord.grading.submissions import (
    MOST_FILES,
    Submission,
    UnreadableSubmission,
    UnreadHere,
)
from ontherecord.plain import whole_characters
from ontherecord.questions.feedback import Feedback, Note
from ontherecord.vocabulary import few

LEARNER_BYTES = 60_000_000
"""How much of one learner is read, the newest files first; honest work has a few megabytes."""

MOST_RUN = 20
"""How many files of one learner have their code run, the newest ones; a course has eighteen."""

MOST_NAMED = 20
"""How many files of a learner are named in a line of the log or a cell of a table."""

MOST_REMARKS = 50
"""How many lines of the log one learner's work can get."""


TOO_MANY = "This learner handed in more than is read. This file and all older ones were left out."
FAULT = "Marking it failed ({}), which is a fault of the kit. It was left out, and has no mark."

FRAMES = 900
"""How many calls within calls marking may take."""

OFTEN_GIVEN = 1_000
"""Answers shorter than this, in characters of JSON, are remembered: many learners give the same."""


@dataclass(frozen=True)
class Marked:
    """What one learner handed in and what it earns; `feedback` holds the answered questions.

    `files` are those that are looked at, the newest last; `values` the answers as they are saved.
    `fingerprint` changes with the files and the kit.
    `complete` is False where a fault of the kit or of this computer stood in the way.
    """

    learner: str
    id: str
    files: tuple[str, ...]
    late: bool
    fingerprint: str
    feedback: dict[str, Feedback]
    values: dict[str, Any]
    remarks: tuple[Remark, ...]
    complete: bool = True

    @property
    def note(self) -> str:
        """Why the points may not be the last word, in a sentence; empty where nothing is amiss."""
        if not self.settled:
            return "Not all is marked. The log says why."
        if not self.feedback:
            return self.remarks[0].text if self.remarks else ""
        weighty = (one.text for one in self.remarks if one.text.endswith((ASK, LOOK)))
        return next(weighty, "")

    @property
    def settled(self) -> bool:
        """Whether every answer is marked; code is not where there was no sandbox."""
        return self.complete and all(one.state != "recorded" for one in self.feedback.values())

    def written(self) -> tuple[str, Marked]:
        """The marks as JSON, always the same for the same submission, and as `read` gives them."""
        text = json.dumps(self, default=vars, ensure_ascii=False, sort_keys=True)
        # A name or an error may hold half a character; one learner's must not stop the class.
        whole = whole_characters(text)
        return whole, self if whole is text else Marked.read(whole)

    @classmethod
    def read(cls, text: str) -> Marked:
        """The marks that `written` gave; raises ValueError, KeyError or TypeError otherwise."""
        kept = json.loads(text)
        feedback = {name: _feedback(one) for name, one in kept.pop("feedback").items()}
        remarks = tuple(Remark(*one) for one in kept.pop("remarks"))
        files = tuple(kept.pop("files"))
        made = cls(**kept, files=files, feedback=feedback, remarks=remarks)
        if not isinstance(made.learner, str) or not feedback.keys() <= made.values.keys():
            raise ValueError("these are no marks")
        return made


def _feedback(kept: dict[str, Any]) -> Feedback:
    return Feedback(**{**kept, "notes": tuple(Note(**note) for note in kept["notes"])})


@dataclass(frozen=True)
class Work:
    """One learner's submissions with their bytes, the oldest first, and how to mark them.

    It is all that marking needs, so that another process or computer can do it.  Only
    questions of `units` are judged and run; empty for all.  `complete` is False where this computer
    could not read a file.  `packages` changes when those that learners' code may use do.
    """

    handed: tuple[Submission, ...]
    contents: tuple[tuple[str, bytes], ...]
    remarks: tuple[Remark, ...]
    kit: str
    sandboxed: bool
    units: tuple[str, ...]
    complete: bool = True
    packages: str = ""

    @classmethod
    def opened(
        cls,
        root: Path,
        handed: Iterable[Submission],
        kit: str,
        sandboxed: bool = True,
        units: Iterable[str] = (),
        packages: str = "",
    ) -> Work:
        """The work with the files' bytes; what cannot be read is remarked."""
        handed, contents, remarks, left = tuple(handed), [], [], LEARNER_BYTES
        complete = True
        for one in reversed(handed):
            if left <= 0 or len(contents) + len(remarks) >= MOST_FILES:
                remarks.append(Remark(one.file, TOO_MANY))
                break
            try:
                content = one.content(root, left)
            except UnreadableSubmission as why:
                here = isinstance(why, UnreadHere)
                complete = complete and not here
                so = "It is not marked." if here else "It earns nothing."
                remarks.append(Remark(one.file, f"{why} {so}"))
            else:
                contents.append((one.file, content))
                left -= len(content)
        read, told = tuple(contents[::-1]), tuple(remarks[::-1])
        ordered = tuple(sorted(units))
        return cls(handed, read, told, kit, sandboxed, ordered, complete, packages)

    @cached_property
    def fingerprint(self) -> str:
        """What changes when the files, the kit or the way of marking do, as a hash."""
        how = f"{self.kit} {self.packages} {self.sandboxed} {self.units}"
        found = hashlib.sha256(how.encode())
        for one in self.handed:
            found.update(f"\0{one.file}\0{one.late}".encode("utf-8", "replace"))
        for _, content in self.contents:
            found.update(hashlib.sha256(content).digest())
        return found.hexdigest()

    def marked(
        self,
        fingerprint: str,
        feedback: dict[str, Feedback],
        values: dict[str, Any],
        remarks: tuple[Remark, ...],
        complete: bool,
    ) -> Marked:
        """The marks of this learner."""
        first, late = self.handed[0], any(one.late for one in self.handed)
        files = tuple(one.file for one in self.handed)[-MOST_FILES:]
        return Marked(
            first.learner, first.id, files, late, fingerprint, feedback, values, remarks, complete
        )

    def unmarked(self, why: str) -> Marked:
        """The marks where marking failed: none that are the last word, and the reason."""
        files = few_files([one.file for one in self.handed])
        told = (*self.remarks, Remark(files, why))
        return self.marked("", {}, {}, told, False)


def few_files(files: Sequence[str], between: str = ", ") -> str:
    """The newest of a learner's files, which come last, and how many more there are."""
    more = len(files) - MOST_NAMED
    return between.join([*files[-MOST_NAMED:], *([f"and {more:,} more"] if more > 0 else [])])


@contextmanager
def same_depth() -> Iterator[None]:
    """While inside, data may be nested equally deep, whoever calls: the marks must be the same."""
    depth, frame, before = 0, sys._getframe(), sys.getrecursionlimit()
    while frame := frame.f_back:
        depth += 1
    sys.setrecursionlimit(depth + FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class OtherKit(OnTheRecordError):
    """The kit that is to mark is not the kit that sent the work."""


def mark(work: Work) -> Marked:
    """The marks of one learner's submissions.

    Of two answers to one question, the one in the newer file counts.  Answers in code are run in
    a sandbox, or without one where the work says so.  Raises OtherKit.
    """
    if work.kit != kit_fingerprint():
        raise OtherKit(
            "A computer that helps to mark has other questions, or another version of the kit.",
            "All must have the same.",
            "Install the same kit on each of them.",
        )
    try:
        with same_depth():
            return _marked(work)
    except OnTheRecordError:
        raise
    except Exception as fault:  # Whatever one learner's work does, the others' is marked.
        return work.unmarked(FAULT.format(type(fault).__name__))


def _marked(work: Work) -> Marked:
    given, remarks = _answers(work)
    feedback, values, told = _judged(given, work.units)
    files = few_files([one.file for one in work.handed])
    remarks += [Remark(files, text) for text in told]
    kept = _some((*work.remarks, *remarks))
    return work.marked(work.fingerprint, feedback, values, kept, work.complete)


def _some(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    if len(remarks) <= MOST_REMARKS:
        return remarks
    more = f"{len(remarks) - MOST_REMARKS:,} more lines on this learner's work were left out."
    return (*remarks[:MOST_REMARKS], Remark(remarks[-1].file, more))


def _answers(work: Work) -> tuple[dict[str, Any], list[Remark]]:
    values: dict[str, Any] = {}
    remarks: list[Remark] = []
    readable: list[tuple[str, Handed]] = []
    for file, content in work.contents:
        try:
            readable.append((file, read(content)))
        except UnreadableSubmission as why:
            remarks.append(Remark(file, f"{why} It earns nothing."))
    code = _in_code([handed for _, handed in readable], work)
    for (file, handed), (in_code, more) in zip(readable, code, strict=True):
        newer = {
            name: value
            for name, value in (data_answers(handed) | in_code).items()
            # What is no answer does not stand for an older one.
            if name not in values or not (value is None or isinstance(value, NoValue))
        }
        if twice := sorted(newer.keys() & values.keys()):
            older = f"An older file answers {few(twice)}, too."
            remarks.append(Remark(file, f"{older} The newest answer counts."))
        values |= newer
        remarks += [Remark(file, text) for text in (*handed.remarks, *more)]
    return values, remarks


def _in_code(readable: list[Handed], work: Work) -> list[tuple[dict[str, Any], list[str]]]:
    """The answers in code of each notebook, in the same order, each with sentences for the log."""
    until = time.monotonic() + limits.LEARNER_SECONDS
    newest_first = readable[::-1]
    ran = [code_answers(one, work.sandboxed, work.units, until) for one in newest_first[:MOST_RUN]]
    return [*ran, *map(not_run, newest_first[MOST_RUN:])][::-1]


def _judged(
    given: dict[str, Any], units: Sequence[str] = ()
) -> tuple[dict[str, Feedback], dict[str, Any], list[str]]:
    """The feedback and the answers as they are saved, by question; of all units, or of these.

    Third, a sentence for each name that is no question of the kit, and for each failure.
    """
    feedback, values, told = {}, {}, []
    for name in sorted(given):
        if name.startswith("assessment."):
            continue  # The forms before and after the course are no exercise; `assess` reads them.
        if units and name.partition(".")[0] not in units and questions.known(name):
            continue
        if isinstance(value := given[name], NoValue):
            feedback[name], values[name] = value.feedback(name), None
        elif questions.known(name):
            written = json.dumps(value)
            judge = _judgement if len(written) < OFTEN_GIVEN else _judgement.__wrapped__
            try:
                feedback[name], values[name] = judge(name, written)
            except OnTheRecordError:
                raise  # A faulty key: nobody's answer can be judged.
            except Exception as fault:
                # Whatever was answered here, the others are judged; this one is not marked.
                why = NoValue(FAULT.format(type(fault).__name__), "recorded")
                feedback[name], values[name] = why.feedback(name), None
                told.append(f"{name}: {why.why}")
        else:
            told.append(f"It answers {name[:60]!r}, which is no question. Left out.")
    return feedback, values, told


@lru_cache(maxsize=5_000)
def _judgement(name: str, written: str) -> tuple[Feedback, Any]:
    """The feedback on an answer, given as JSON, and the answer as it is saved."""
    question, value = questions.load(name), json.loads(written)
    both = [question.judge(value), question.plain(value)]
    # As the file of marks gives them back: a run that goes on writes the same pages.
    kept = json.loads(json.dumps(both, default=vars, sort_keys=True))
    return _feedback(kept[0]), kept[1]


def packages_fingerprint() -> str:
    """What changes when Python or an installed package does, as a hash."""
    found = hashlib.sha256(sys.version.encode())
    for folder in sys.path:
        if folder.endswith("-packages") and os.path.isdir(folder):
            found.update(
                "\0".join([folder, *sorted(os.listdir(folder))]).encode("utf-8", "replace")
            )
    return found.hexdigest()


@cache
def kit_fingerprint() -> str:
    """What changes when a question, a key or the kit's version does, as a hash."""
    found = hashlib.sha256(ontherecord.__version__.encode())
    data = data_folder().as_posix()
    places = [f"{folder}/{name}" for folder, _, names in os.walk(data) for name in names]
    told = (place for place in places if place.endswith((".toml", ".md", ".csv")))
    for place in sorted(place.replace(os.sep, "/") for place in told):
        with open(place, "rb") as file:
            found.update(place.removeprefix(data).encode() + b"\0" + file.read())
    return found.hexdigest()
