"""Which notebooks a folder of submissions holds, and whose each is.

The folder may be flat, have a folder for each learner, or be what Moodle, Canvas or nbgrader give;
zip files are looked into, within limits, and nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ontherecord.errors import OnTheRecordError

NOTEBOOK_BYTES = 20_000_000
"""The largest notebook that is read, in bytes; an honest one has well under a million."""

ZIP_MEMBERS = 5_000
ZIP_RATIO = 200
"""How many files a zip file may hold, and how far one of them may unpack."""

_MOODLE = re.compile(
    r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)"
)
_CANVAS = re.compile(r"(?P<learner>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<rest>.+)")
_COPY = re.compile(r"(?:\s*\((\d{1,3})\)|[ -]+[Cc]opy(?:\s*\(?(\d{1,3})\)?)?|-(\d{1,3}))$")
_UNIT_NAME = re.compile(r"(?:^|[-_ ]+)\d\d-[a-z][a-z-]*$")
_LEFT_OUT = {".ipynb_checkpoints", "__MACOSX"}
_FOLDERS_AROUND = {"submitted", "submissions"}


@dataclass(frozen=True)
class Remark:
    """A file that is not as it should be, and what was done about it."""

    file: str
    text: str


@dataclass(frozen=True)
class Submission:
    """One notebook that somebody handed in.

    `file` is its place in the folder, `archive` the zip file that holds it as `member`.
    `copy` counts the copies of one name, so that the newest is known.
    """

    learner: str
    id: str
    file: str
    late: bool
    copy: int
    archive: Path | None = None
    member: str | None = None

    def content(self, root: Path, most: int = NOTEBOOK_BYTES) -> bytes:
        """The bytes, at most `most` and NOTEBOOK_BYTES; raises UnreadableSubmission."""
        try:
            content = self._member() if self.archive else _bytes_of(root / self.file)
        except UnreadableSubmission:
            raise
        except Exception as error:  # A broken zip file has many ways to fail.
            raise UnreadableSubmission(f"It cannot be read ({error}).") from None
        if len(content) > most:
            raise UnreadableSubmission("This learner's newer files fill all that is read.")
        return content

    def _member(self) -> bytes:
        with zipfile.ZipFile(self.archive) as archive, archive.open(self.member) as stream:
            # What the zip file says of its own sizes need not be so.
            return _within_limit(stream.read(NOTEBOOK_BYTES + 1))


class UnreadableSubmission(Exception):
    """A notebook that cannot be read; the message is a sentence for the log."""


def _bytes_of(path: Path) -> bytes:
    # A link, a device or a pipe put there since it was found is not opened.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadableSubmission("It is not a plain file.")
        return _within_limit(stream.read(NOTEBOOK_BYTES + 1))


def _within_limit(content: bytes) -> bytes:
    if len(content) > NOTEBOOK_BYTES:
        raise UnreadableSubmission(f"It is larger than {NOTEBOOK_BYTES // 1_000_000} MB.")
    return content


def found(root: Path) -> tuple[list[Submission], list[Remark]]:
    """The notebooks below `root`, by learner and file, and what could not be taken.

    Raises OnTheRecordError when `root` is no folder and no zip file.
    """
    remarks: list[Remark] = []
    if root.is_dir():
        submissions = list(_in_folder(root, remarks))
    elif zipfile.is_zipfile(root):
        submissions = list(_in_zip(root, PurePosixPath(), remarks))
    elif root.is_file() and root.suffix.lower() == ".ipynb":
        submissions = [_submission(PurePosixPath(root.name), False)]
    else:
        raise OnTheRecordError(
            f"There are no submissions at {root}.",
            "Give a folder with notebooks, a course system's zip file, or one notebook.",
            "Check the path.",
        )
    order = sorted(submissions, key=lambda one: (one.learner, one.id, one.copy, one.file))
    return order, sorted(remarks, key=lambda one: (one.file, one.text))


def _in_folder(root: Path, remarks: list[Remark]) -> Iterator[Submission]:
    wrapped = _is_wrapped(root)
    with_notebook: set[str] = set()
    others: dict[str, str] = {}

    def closed(error: OSError) -> None:
        place = Path(error.filename).relative_to(root).as_posix()
        remarks.append(Remark(place, "It cannot be looked into. Skipped."))

    for folder, inner, files in os.walk(root, onerror=closed):
        inner[:] = [name for name in inner if _worth_a_look(Path(folder, name), root, remarks)]
        for name in files:
            path = Path(folder, name)
            place = PurePosixPath(path.relative_to(root).as_posix())
            if not _worth_a_look(path, root, remarks):
                continue
            named = [part for part in place.parts if part not in _FOLDERS_AROUND]
            top = named[0] if named else place.name
            if path.suffix.lower() == ".ipynb":
                with_notebook.add(top)
                yield _submission(place, wrapped)
            elif path.suffix.lower() == ".zip":
                with_notebook.add(top)
                yield from _in_zip(path, place, remarks, wrapped)
            else:
                others.setdefault(top, str(place))
    for top in others.keys() - with_notebook:
        remarks.append(Remark(others[top], "It is no notebook, and there is none beside it."))


def _is_wrapped(root: Path) -> bool:
    """Whether all lies in one folder or zip file, such as what a course system gave."""
    try:
        names = [name for name in os.listdir(root) if _is_worth(name)]
    except OSError:
        return False
    if len(names) == 1 and names[0] in _FOLDERS_AROUND:
        return _is_wrapped(root / names[0])
    return len(names) == 1


def _is_worth(name: str) -> bool:
    return name not in _LEFT_OUT and not name.startswith(".")


def _worth_a_look(path: Path, root: Path, remarks: list[Remark]) -> bool:
    if not _is_worth(path.name):
        return False
    place = path.relative_to(root).as_posix()
    try:
        mode = path.lstat().st_mode
    except OSError:
        remarks.append(Remark(place, "It cannot be looked at. Skipped."))
        return False
    if stat.S_ISLNK(mode):
        remarks.append(Remark(place, "It is a link to another place. It was not followed."))
        return False
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        remarks.append(Remark(place, "It is not a file. It was not opened."))
        return False
    return True


def _in_zip(
    path: Path, place: PurePosixPath, remarks: list[Remark], wrapped: bool | None = None
) -> Iterator[Submission]:
    """The notebooks of a zip file; the zip file's own name stands for a folder."""
    told = str(place) if place.name else path.name
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception as error:  # A broken zip file has many ways to fail.
        remarks.append(Remark(told, f"It is no zip file that can be read ({error}). Skipped."))
        return
    if len(members) > ZIP_MEMBERS:
        remarks.append(Remark(told, f"It holds more than {ZIP_MEMBERS} files. Skipped."))
        return
    around = place.with_suffix("") if place.name else PurePosixPath()
    if wrapped is None:
        tops = {member.filename.partition("/")[0] for member in members}
        wrapped = sum(map(_is_worth, tops)) == 1
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        if set(inside.parts) & _LEFT_OUT or inside.name.startswith("."):
            continue
        if inside.suffix.lower() == ".zip":
            remarks.append(Remark(f"{told}/{inside}", "It is a zip file in a zip file. Skipped."))
        if inside.suffix.lower() != ".ipynb":
            continue
        if reason := _why_not(member):
            remarks.append(Remark(f"{told}/{inside}", f"{reason} Skipped."))
            continue
        steps = [part for part in inside.parts if part not in ("/", "..", ".")]
        yield _submission(around.joinpath(*steps), wrapped, path, member.filename, around.name)


def _why_not(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 1:
        return "It is locked with a password."
    if member.file_size > NOTEBOOK_BYTES:
        return f"It is larger than {NOTEBOOK_BYTES // 1_000_000} MB."
    if member.file_size > ZIP_RATIO * max(member.compress_size, 1):
        return f"It unpacks to more than {ZIP_RATIO} times its size."
    return None


def _submission(
    place: PurePosixPath,
    wrapped: bool,
    archive: Path | None = None,
    member: str | None = None,
    around: str = "",
) -> Submission:
    """The submission at that place; who handed it in is read from the names.

    `wrapped` says that everything lies in one folder or zip file, `around` is the name of the zip
    file that holds it, without its ending.
    """
    parts = [_readable(part) for part in place.parts if part not in _FOLDERS_AROUND]
    stem = PurePosixPath(parts[-1]).stem
    copy = _COPY.search(stem)
    number = int(next(filter(None, copy.groups()), 1)) if copy else 0
    learner, id, late = _whose(
        parts, stem[: copy.start()] if copy else stem, _readable(around), wrapped
    )
    return Submission(learner, id, str(place), late, number, archive, member)


def _readable(name: str) -> str:
    """The name in whole characters: another system may have written it in another encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("latin-1")
    return name


def _whose(parts: list[str], stem: str, around: str, wrapped: bool) -> tuple[str, str, bool]:
    """The learner's name, the number that the course system gave, and whether it came late."""
    # Only the outermost name: what a learner's folder or zip file holds does not say whose it is.
    for at, part in enumerate(parts[: 2 if wrapped else 1], start=1):
        if moodle := _MOODLE.fullmatch(part):
            return moodle["learner"], moodle["id"], False
        named = part == around or at == len(parts)
        if named and (canvas := _CANVAS.fullmatch(part)):
            return canvas["learner"], canvas["id"], bool(canvas["late"])
    if len(parts) > 1:
        return parts[0], "", False
    return _UNIT_NAME.sub("", stem) or stem, "", False
