"""Whether this computer has all that the kit needs; each line says ok or what to do."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ontherecord import answers

NEEDED = {
    "jupyterlab": (4, 4),
    "ipywidgets": (8, 1),
    "anywidget": (0, 9),
    "nltk": (3, 9),
    "matplotlib": (3, 9),
    "filelock": (3, 16),
}
"""Each package that lessons use, with its lowest version; pyproject.toml agrees with it."""

OLDEST_PYTHON = (3, 11)
LEAST_FREE_MEGABYTES = 50


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do, and is empty when all is well."""

    subject: str
    advice: str = ""

    @property
    def ok(self) -> bool:
        return not self.advice


@dataclass(frozen=True)
class Report:
    """All findings, as a list that a notebook shows."""

    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether every finding is ok."""
        return all(finding.ok for finding in self.findings)

    def __repr__(self) -> str:
        lines = [f"{'ok   ' if f.ok else 'TO DO'} {f.subject}{_after(f)}" for f in self.findings]
        return "\n".join([*lines, self.summary])

    @property
    def summary(self) -> str:
        """The result in a sentence."""
        if self.ready:
            return "This computer has all that the kit needs."
        return "Do what stands after TO DO, then run this once more."

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li><strong>{'ok' if f.ok else 'TO DO'}</strong> "
            f"{escape(f.subject)}{escape(_after(f))}</li>"
            for f in self.findings
        )
        return f"<ul>{rows}</ul><p>{escape(self.summary)}</p>"


def _after(finding: Finding) -> str:
    return f": {finding.advice}" if finding.advice else ""


def examine(needed: dict[str, tuple[int, ...]] = NEEDED) -> Report:
    """What was found on this computer: Python, packages, the answers folder, the disk."""
    packages = (_package(name, lowest) for name, lowest in needed.items())
    return Report((_python(), *packages, _folder(), _disk()))


def doctor() -> Report:
    """The report for a lesson."""
    return examine()


def _python() -> Finding:
    lowest = ".".join(map(str, OLDEST_PYTHON))
    subject = f"Python {lowest} or newer"
    if sys.version_info >= OLDEST_PYTHON:
        return Finding(subject)
    return Finding(subject, f"this is {sys.version.split()[0]}. Install a newer Python.")


def _package(name: str, lowest: tuple[int, ...]) -> Finding:
    wanted = ".".join(map(str, lowest))
    subject = f"{name} {wanted} or newer"
    mend = f'run: python -m pip install "{name}>={wanted}", then restart the kernel.'
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(subject, f"it is not installed. To mend it, {mend}")
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    return Finding(subject, "" if numbers >= lowest else f"this is {found}. To mend it, {mend}")


def _folder() -> Finding:
    subject = "your answers can be saved"
    try:
        folder = answers.folder()
        nearest = next(path for path in (folder, *folder.resolve().parents) if path.exists())
        with tempfile.NamedTemporaryFile(dir=nearest, prefix=".otr-test-"):
            return Finding(subject)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return Finding(
            subject,
            f"the folder cannot be written ({reason}). Copy the course to a folder of your own.",
        )


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free // 1_000_000
    subject = f"{LEAST_FREE_MEGABYTES} MB of free disk"
    if free >= LEAST_FREE_MEGABYTES:
        return Finding(subject)
    return Finding(subject, f"{free} MB are free. Delete what you do not need.")
