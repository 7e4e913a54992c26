"""The marks of one learner: every answer that was handed in, judged by its question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ontherecord
from ontherecord import questions
from ontherecord.errors import OnTheRecordError
from ontherecord.grading.code_answers import NoValue, code_answers
from ontherecord.grading.reading import read
from ontherecord.grading.submissions import Remark, Submission, UnreadableSubmission
from ontherecord.questions.feedback import Feedback, Note


@dataclass(frozen=True)
class Marked:
    """What one learner handed in and what it earns; `feedback` holds the answered questions.

    `values` are the answers as plain data.  `fingerprint` changes with the files and the kit.
    """

    learner: str
    id: str
    files: tuple[str, ...]
    late: bool
    fingerprint: str
    feedback: dict[str, Feedback]
    values: dict[str, Any]
    remarks: tuple[Remark, ...]

    @property
    def settled(self) -> bool:
        """Whether every answer is marked; code is not where there was no sandbox."""
        return all(one.state != "recorded" for one in self.feedback.values())

    def as_json(self) -> str:
        """The marks as JSON, always the same for the same submission."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Marked:
        """The marks that `as_json` wrote; raises ValueError, KeyError or TypeError otherwise."""
        kept = json.loads(text)
        feedback = {
            name: Feedback(**{**one, "notes": tuple(Note(**note) for note in one["notes"])})
            for name, one in kept.pop("feedback").items()
        }
        remarks = tuple(Remark(**one) for one in kept.pop("remarks"))
        files = tuple(kept.pop("files"))
        return cls(**kept, files=files, feedback=feedback, remarks=remarks)


def mark(
    root: Path,
    handed: Iterable[Submission],
    kit: str,
    kept: Marked | None = None,
    sandboxed: bool = True,
) -> Marked:
    """The marks of one learner's submissions, the oldest first.

    Of two answers to one question, the one in the newer file counts.  `kept` are earlier marks:
    they are given back when neither the files nor the kit have changed since.  Answers in code are
    run in a sandbox, or, with `sandboxed` false, without one.
    """
    handed = list(handed)
    contents, remarks = _contents(root, handed)
    fingerprint = _fingerprint(f"{kit} {sandboxed}", handed, contents)
    if kept is not None and kept.fingerprint == fingerprint and kept.settled:
        return kept
    values, more = _answers(contents, sandboxed)
    feedback, unknown = _judged(values)
    if len(contents) > 1:
        names = ", ".join(file for file, _ in contents)
        more.append(Remark(names, "Several files of one learner. The newest answer counts."))
    files = [one.file for one in handed]
    remarks += more + [Remark(", ".join(files), text) for text in unknown]
    return Marked(
        learner=handed[0].learner,
        id=handed[0].id,
        files=tuple(files),
        late=any(one.late for one in handed),
        fingerprint=fingerprint,
        feedback=feedback,
        values={
            name: None if isinstance(value, NoValue) else value
            for name, value in values.items()
            if name in feedback
        },
        remarks=tuple(remarks),
    )


def _contents(root: Path, handed: list[Submission]) -> tuple[list[tuple[str, bytes]], list[Remark]]:
    contents, remarks = [], []
    for one in handed:
        try:
            contents.append((one.file, one.content(root)))
        except UnreadableSubmission as why:
            remarks.append(Remark(one.file, f"{why} It earns nothing."))
    return contents, remarks


def _fingerprint(kit: str, handed: list[Submission], contents: list[tuple[str, bytes]]) -> str:
    found = hashlib.sha256(kit.encode())
    for one in handed:
        found.update(f"\0{one.file}\0{one.late}".encode("utf-8", "replace"))
    for _, content in contents:
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()


def _answers(
    contents: list[tuple[str, bytes]], sandboxed: bool
) -> tuple[dict[str, Any], list[Remark]]:
    values: dict[str, Any] = {}
    remarks = []
    for file, content in contents:
        try:
            handed = read(content)
        except UnreadableSubmission as why:
            remarks.append(Remark(file, f"{why} It earns nothing."))
            continue
        in_code, more = code_answers(handed, sandboxed)
        values |= handed.answers | in_code
        remarks += [Remark(file, text) for text in (*handed.remarks, *more)]
    return values, remarks


def _judged(values: dict[str, Any]) -> tuple[dict[str, Feedback], list[str]]:
    """The feedback by question, and a sentence for each name that is no question of the kit."""
    feedback, unknown = {}, []
    for name in sorted(values):
        if name.startswith("assessment."):
            continue  # The forms before and after the course are no exercise; `assess` reads them.
        if isinstance(value := values[name], NoValue):
            feedback[name] = value.feedback(name)
            continue
        try:
            feedback[name] = questions.load(name).judge(value)
        except OnTheRecordError:
            unknown.append(f"It answers {name[:60]!r}, which is no question. Left out.")
    return feedback, unknown


def kit_fingerprint(data: Path) -> str:
    """What changes when a question, a key or the kit's version does, as a hash."""
    found = hashlib.sha256(ontherecord.__version__.encode())
    for file in sorted(path for path in data.rglob("*") if path.suffix in (".toml", ".md", ".csv")):
        found.update(file.relative_to(data).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
