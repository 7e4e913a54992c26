"""The kit of learners as a wheel: the code of this kit with data that hold no key."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import ontherecord
from ontherecord.errors import OnTheRecordError

LABEL = "learner"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WHEEL = "Wheel-Version: 1.0\nGenerator: ontherecord\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def learner_wheel(folder: Path, data: Path) -> Path:
    """The wheel, written into `folder`, with the data of that folder; always the same bytes."""
    version = f"{ontherecord.__version__}+{LABEL}"
    info = f"ontherecord-{version}.dist-info"
    files = dict(_code()) | {f"ontherecord/data/{n}": content for n, content in _all(data)}
    files |= {f"{info}/{name}": content for name, content in _metadata(version)}
    record = "".join(
        f"{name},{_digest(files[name])},{len(files[name])}\n" for name in sorted(files)
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ontherecord-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name in sorted(files, key=lambda name: (name.startswith(info), name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            wheel.writestr(entry, files[name])
    return path


def _code() -> Iterator[tuple[str, bytes]]:
    for name, content in _all(Path(ontherecord.__file__).parent):
        if name.partition("/")[0] != "data" and "__pycache__" not in name:
            yield f"ontherecord/{name}", content


def _all(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _metadata(version: str) -> Iterator[tuple[str, bytes]]:
    installed = _installed()
    told = installed.read_text("METADATA")
    told = re.sub("^Version: .*$", f"Version: {version}", told, count=1, flags=re.MULTILINE)
    yield "METADATA", told.encode()
    yield "WHEEL", _WHEEL.encode()
    for name in ("entry_points.txt", "licenses/LICENSE.md"):
        if text := installed.read_text(name):
            yield name, text.encode()


def _installed() -> Distribution:
    try:
        return distribution("ontherecord")
    except PackageNotFoundError:
        raise OnTheRecordError(
            "The kit is not installed.",
            "A release copies the list of what it needs from the installed kit.",
            "Run: pip install -e .",
        ) from None


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"
