"""The cases, each with what its sender's mark must be and what the log must say."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from ontherecord.receipts import MIME
from tests.hostile.case import FULL, NONE, SENDER, SOME, Case, file, given, tries
from tests.hostile.in_code import CODE
from tests.hostile.notebooks import (
    changed,
    code,
    content,
    honest,
    with_receipts,
    without_its_cells,
)

ACCIDENTS = [
    given("a byte order mark", lambda: b"\xef\xbb\xbf" + content(honest()), FULL, "byte order"),
    given("UTF-16", lambda: json.dumps(honest()).encode("utf-16"), FULL, "UTF-16"),
    given("UTF-16 without a byte order mark",
          lambda: json.dumps(honest()).encode("utf-16-le"), FULL, "UTF-16"),
    given("UTF-32", lambda: json.dumps(honest()).encode("utf-32"), FULL, "UTF-32"),
    given("two byte order marks", lambda: b"\xef\xbb\xbf" * 2 + content(honest()), FULL,
          "byte order"),
    given("empty bytes at both ends", lambda: b"\0" * 9 + content(honest()) + b"\0" * 512, FULL),
    given("the same notebook twice in one file", lambda: content(honest()) * 2, FULL, "follows"),
    given("one bad byte", lambda: json.dumps(
        honest() | {"x": "\u201d"}, ensure_ascii=False).encode()[:-1] + b', "y": "\xe9"}', FULL,
        "no text"),
    given("receipts as lists of lines", lambda: changed(cells=[
        _in_lines(cell) for cell in honest()["cells"]]), FULL),
    Case("a second ending", file(lambda: content(honest()), f"{SENDER}.ipynb.txt"), FULL),
    Case("much output in a zip file", file(lambda: zipped((f"{SENDER}.ipynb", changed(cells=[
        *honest()["cells"], code("1") | {"outputs": [{"output_type": "stream", "name": "stdout",
                                                      "text": "loading " * 500_000}]}]))),
        f"{SENDER}.zip"), FULL),
    Case("a zip file without a notebook",
         file(lambda: zipped(("work.html", b"x")), f"{SENDER}.zip"), None, "holds no notebook"),
    Case("an empty folder", lambda folder: (folder / SENDER).mkdir(), None, "no notebook"),
    Case("a PDF and nothing else", file(lambda: b"%PDF-1.7", "mallory.pdf"), None, "no notebook"),
    Case("a file with the name of a folder of submissions",
         file(lambda: b"", "submitted"), None, "no notebook"),
    given("not UTF-8", lambda: _latin(honest() | {"x": "\xe9"}), FULL, "Windows-1252"),
    Case("a second download", file(lambda: content(honest()), f"{SENDER} (1).ipynb"), FULL),
    given("copied cells", lambda: changed(cells=[c for c in honest()["cells"] for _ in "ab"]),
          FULL),
    given("no kernel", lambda: changed(metadata={}), FULL),
    given("an unknown kernel",
          lambda: changed(metadata={"kernelspec": {"name": "julia-1.9"}}), FULL),
    given("null metadata", lambda: changed(metadata=None), FULL),
    given("nbformat 3", lambda: content({
        "nbformat": 3, "worksheets": [{"cells": [
            {**c, "input": c["source"],
             "outputs": [o.get("data", {}) for o in c.get("outputs", ())]}
            for c in honest()["cells"]]}]}), FULL, "format 3"),
    tries("a warning on stderr",
          "import sys, warnings\nwarnings.warn('x')\nprint('x', file=sys.stderr)"),
    tries("a line that only Jupyter knows", "%matplotlib inline\n!echo hello\n?print"),
    tries("a cell that fails", "1 / 0"),
    tries("a widget without state", "import ipywidgets\nipywidgets.IntSlider()"),
    Case("accents and dots in a name",
         file(lambda: content(honest()), "mállory.o'neil-3.b.ipynb"), None),
    Case("a name in another encoding",
         lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/jos\xe9.ipynb")).write_bytes(
             content(honest())), None),
    given("a letter that the question does not have",
          lambda: with_receipts(_receipt("07x.base", "Z"), _receipt("07x.measure", 7)), SOME),
    Case("one name in two normal forms", lambda folder: [
        (folder / f"{name}.ipynb").write_bytes(content(honest()))
        for name in ("Jos\u00e9", "Jose\u0301")], None),
    given("nbformat 3 as IPython wrote it", lambda: content({
        "metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
        "worksheets": [{"metadata": {}, "cells": [_of_format_3(c) for c in honest()["cells"]]}]}),
        FULL, "format 3"),
    given("all outputs in the first cell", lambda: changed(cells=_outputs_first()), FULL),
    given("cells beside empty worksheets", lambda: changed(worksheets=None), FULL),
    given("an output without data",
          lambda: with_receipts(None, {}, {MIME: None}), FULL, "skipped"),
    Case("a zip file with a notebook twice", file(lambda: zipped(
        (f"{SENDER}.ipynb", content(honest())), (f"{SENDER}.ipynb", content(honest()))),
        f"{SENDER}.zip"), FULL),
    Case("a zip file with other bytes before and after",
         file(lambda: b"#!junk\n" + zipped((f"{SENDER}.ipynb", content(honest()))) + b"\n" * 99,
              f"{SENDER}.zip"), FULL),
    Case("a folder with what a Mac puts beside a file", lambda folder: [
        file(made, f"{SENDER}/{name}")(folder) for name, made in {
            "work.ipynb": lambda: content(honest()), "._work.ipynb": lambda: b"\0\5\26\7",
            ".ipynb_checkpoints/work-checkpoint.ipynb": lambda: changed(cells=[]),
            ".DS_Store": lambda: b"\0\0\0\1Bud1"}.items()], FULL),
    given("a cell of a megabyte", lambda: changed(cells=[
        *honest()["cells"], {"cell_type": "markdown", "metadata": {}, "source": "x" * 1_000_000}]),
        FULL),
]  # fmt: skip


def zipped(*members: tuple[str, bytes], deflate: bool = True) -> bytes:
    """A zip file with these members."""
    made = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", kind) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # One name may be there twice.
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def _garbled(archive: bytes) -> bytes:
    return archive[:60] + bytes(one ^ 0x5A for one in archive[60:400]) + archive[400:]


@cache
def _as_bzip2(name: str, data: bytes) -> bytes:
    """A zip file with one member that says of itself that it has a thousand bytes."""
    plain = zipped((name, bz2.compress(data)), deflate=False)
    at, method = plain.rfind(b"PK\1\2"), struct.pack("<H", zipfile.ZIP_BZIP2)
    head = plain[:8] + method + plain[10 : at + 10] + method + plain[at + 12 : at + 24]
    return head + struct.pack("<I", 1_000) + plain[at + 28 :]


def _sparse(size: int) -> bytes:
    return b"".join(b"%-300d" % (n * n) for n in range(size // 300))


def _in_lines(cell: dict[str, object]) -> dict[str, object]:
    """The cell with its answer's data as a list of lines, as some programs save it."""
    outputs = json.loads(json.dumps(cell.get("outputs", [])))
    for data in (output.get("data", {}) for output in outputs):
        if MIME in data:
            data[MIME] = json.dumps(data[MIME], indent=1).splitlines(True)
    return {**cell, "outputs": outputs}


def _same_member(times: int) -> bytes:
    """A zip file whose list names one notebook that often."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.ipynb", b"{}" + b" " * 5_000_000)
        for _ in range(times - 1):
            again = zipfile.ZipInfo("0.ipynb")
            for name in ("header_offset", "CRC", "file_size", "compress_size", "compress_type"):
                setattr(again, name, getattr(archive.filelist[0], name))
            archive.filelist.append(again)
        archive._didModify = True
    return made.getvalue()


def _of_format_3(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell as IPython wrote it ten years ago."""
    if cell["cell_type"] != "code":
        return {"cell_type": "markdown", "metadata": {}, "source": cell["source"]}
    outputs = [
        {"output_type": "pyout", "prompt_number": 1, "metadata": {}, **output["data"]}
        for output in cell["outputs"] if "data" in output
    ]  # fmt: skip
    return {
        "cell_type": "code", "collapsed": False, "input": cell["source"], "language": "python",
        "metadata": {}, "outputs": outputs, "prompt_number": 1,
    }  # fmt: skip


def _outputs_first() -> list[dict[str, Any]]:
    cells = honest()["cells"]
    in_code = [cell for cell in cells if cell["cell_type"] == "code"]
    outputs = [output for cell in in_code for output in cell["outputs"]]
    for cell in in_code:
        cell["outputs"] = []
    in_code[0]["outputs"] = outputs
    return cells


def _written_over(archive: bytes, at: bytes, skip: int, new: bytes) -> bytes:
    """The zip file with other bytes that far behind a mark, wherever that stands."""
    for place in [n for n in range(len(archive)) if archive.startswith(at, n)]:
        archive = archive[: place + skip] + new + archive[place + skip + len(new) :]
    return archive


def _latin(notebook: object) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode("cp1252", "replace")


def _link(target: str) -> Callable[[Path], object]:
    return lambda folder: (folder / f"{SENDER}.ipynb").symlink_to(target)


def _deep(depth: int) -> bytes:
    return b'{"cells": ' + b"[" * depth + b"]" * depth + b"}"


def _receipt(name: str, value: object) -> dict[str, object]:
    return {MIME: {"format": "ontherecord-answer/1", "name": name, "value": value}}


BROKEN = [
    Case("a zip file with long names that keep a search busy", file(lambda: zipped(
        *((f"a{' ' * 65_000}{n}x.ipynb", b"{}") for n in range(3))), f"{SENDER}.zip"), None,
        "too long"),
    Case("a name of many spaces and brackets",
         file(lambda: b"{}", f"{SENDER}/{' ' * 120}{'(' * 120}.ipynb"), NONE, "no cells"),
    Case("a zip file that names one member 4,000 times",
         file(lambda: _same_member(4_000), f"{SENDER}.zip"), NONE, "more than is read"),
    given("an answer of ten thousand dots", lambda: with_receipts(
        *(_receipt(f"07x.{name}", "." * 9_900 + "x") for name in ("steep", "base", "measure"))),
        SOME),
    given("broken JSON", lambda: b'{"cells": [', NONE, "no notebook"),
    given("an empty file", lambda: b"", NONE, "empty"),
    given("a list instead of a notebook", lambda: b"[1, 2]", NONE, "no notebook"),
    given("cells that are no list", lambda: b'{"cells": {"a": 1}}', NONE, "no notebook"),
    given("JSON that is nested without end", lambda: _deep(100_000), NONE, "no notebook"),
    given("cells in cells", lambda: _deep(500), NONE, "carries no answers"),
    given("a number of a million digits", lambda: b'{"cells": [' + b"9" * 1_000_000 + b"]}", NONE,
          "carries no answers"),
    given("a file that was cut off", lambda: content(honest())[:-300], FULL, "cut off"),
    given("millions of parts", lambda: b'{"cells": [' + b'{"":0},' * 2_500_000 + b"{}]}", NONE,
          "more parts"),
    given("bytes of chance", lambda: bytes(range(256)) * 99, NONE, "no text"),
    given("a file of 50 MB",
          lambda: changed(cells=[*honest()["cells"], code("#" + "x" * 50_000_000)]), NONE,
          "larger than"),
    given("outputs of all kinds", lambda: changed(cells=[
        *honest()["cells"],
        *(code("1") | {"outputs": made} for made in (None, 7, "x", {}, [[]], [None]))]), FULL),
    given("100,000 cells",
          lambda: changed(cells=[*honest()["cells"], *[code("1")] * 100_000]), SOME,
          "more code than is run"),
    given("a cell of five megabytes of code",
          lambda: changed(cells=[*honest()["cells"], code("#" * 5_000_000)]), SOME,
          "more code than is run"),
    Case("a folder named like a notebook",
         lambda folder: (folder / "mallory.ipynb").mkdir(), None),
    Case("a link to another's work", _link("anna.ipynb"), None, "link to another place"),
    Case("a link to the system's files", _link("/etc/passwd"), None, "link to another place"),
    Case("a pipe", lambda folder: os.mkfifo(folder / f"{SENDER}.ipynb"), None, "not a file"),
    Case("a zip bomb",
         file(lambda: zipped((f"{SENDER}.ipynb", b" " * 19_000_000)), "mallory.zip"), None,
         "unpacks"),
    Case("a zip that leaves its folder",
         file(lambda: zipped((f"../../{SENDER}.ipynb", content(honest()))), "out.zip"), None),
    Case("a zip that is none", file(lambda: b"PK\x03\x04nonsense", "mallory.zip"), None, "no zip"),
    Case("a zip whose data are broken",
         file(lambda: _garbled(zipped((f"{SENDER}.ipynb", content(honest())))), "mallory.zip"),
         NONE, "cannot be read"),
    Case("a zip with another's name inside",
         file(lambda: zipped(("anna_4700_assignsubmission_file/x (9).ipynb",
                               with_receipts(_receipt("07x.ink", 1)))), "mallory.zip"), SOME),
    Case("a folder with a file of another's name",
         file(lambda: with_receipts(_receipt("07x.ink", 1)), "mallory/anna_4700_99130_x (9).ipynb"),
         SOME),
    Case("a zip file that lies about sizes", file(lambda: _written_over(
        zipped((f"{SENDER}.ipynb", b" " * 30_000_000), deflate=True), b"PK\1\2", 24,
        b"\1\0\0\0"), f"{SENDER}.zip"), NONE, "earns nothing"),
    Case("a zip file with a wrong checksum", file(lambda: _written_over(
        zipped((f"{SENDER}.ipynb", content(honest()))), b"PK\1\2", 16, b"\1\2\3\4"),
        f"{SENDER}.zip"), NONE, "cannot be read"),
    Case("a zip file with a name that is no text", file(lambda: _written_over(_written_over(
        zipped(("mallory\xe4.ipynb", content(honest()))), b"\xc3\xa4.ip", 0, b"\xff\xfe"),
        b"never", 0, b""), f"{SENDER}.zip"), None, "no zip file that can be read"),
    Case("a folder of a zip file with the name of a notebook",
         file(lambda: zipped((f"{SENDER}.ipynb/", b"")), f"{SENDER}.zip"), None,
         "holds no notebook"),
    Case("folders in folders", lambda folder: file(
        lambda: content(honest()), f"{SENDER}/{'x/' * 120}work.ipynb")(folder), FULL),
    Case("a link to another's folder",
         lambda folder: [(folder / "zz").mkdir(), (folder / "zz" / SENDER).symlink_to("..")], None,
         "link to another place"),
    Case("another's name in other letters",
         file(lambda: content(honest()), "\u0430nna.ipynb"), None),
    given("a packed notebook", lambda: gzip.compress(content(honest())), NONE, "a packed file"),
    given("a page of the web with the name of a notebook",
          lambda: b"<!doctype html><title>07</title><p>answer = 1", NONE, "a web page"),
    given("marks of a merge", lambda: content(honest()).replace(
        b'"cells"', b'<<<<<<< HEAD\n"cells"', 1), FULL, "damaged"),
    given("marks of a merge in every cell", lambda: json.dumps(honest(), indent=1).replace(
        '   "cell_type": "code",\n', '<<<<<<< HEAD\n   "cell_type": "code",\n=======\n'
        '   "cell_type": "code",\n   "collapsed": true,\n>>>>>>> main\n').encode(), FULL,
        "marks of a git merge"),
    given("outputs without the hidden records", lambda: changed(cells=[
        c | {"outputs": [{"output_type": "display_data", "metadata": {}, "data": {
            "text/html": "<div class='otr-card'>Right. Saved."}}]} if c.get("outputs") else c
        for c in honest()["cells"]]), SOME, "left out what they had recorded"),
    Case("a placeholder of iCloud", file(lambda: b"bplist00", f"{SENDER}/.07.ipynb.icloud"), None,
         "still in iCloud"),
    Case("a packed file that is no zip file",
         file(lambda: gzip.compress(b"x"), f"{SENDER}.tar.gz"), None, "Hand in a .zip file"),
    Case("a zip in a zip",
         file(lambda: zipped(("in.zip", zipped((f"{SENDER}.ipynb", content(honest()))))),
               "mallory.zip"), FULL),
    Case("a zip in a zip in a zip",
         file(lambda: zipped(("a.zip", zipped(("b.zip", zipped(
             (f"{SENDER}.ipynb", content(honest()))))))), "mallory.zip"), None,
         "a zip file in a zip file in a zip file"),
    Case("a zip in a zip that unpacks far",
         file(lambda: zipped(("in.zip", zipped((f"{SENDER}.ipynb", _sparse(19_000_000)),
                                               deflate=False))), "mallory.zip"), None,
         "unpacks to more than 20 times"),
    Case("a bzip2 bomb in a zip that lies about its size",
         file(lambda: _as_bzip2(f"{SENDER}.ipynb", bytes(300_000_000)), "mallory.zip"), None,
         "another way than deflate"),
    Case("names of 60 KB in a zip",
         file(lambda: zipped(*((f"{n}/" + "a/" * 30_000, b"") for n in range(20)),
                             (f"{SENDER}.ipynb", content(honest()))), "mallory.zip"), FULL,
         "name is too long"),
    Case("a name in a zip that begins with two slashes",
         file(lambda: zipped(("//anna.ipynb", content(honest()))), "mallory.zip"), FULL),
    Case("thousands of long names", file(lambda: zipped(
        *((f"{n:05}{'y' * 900}.ipynb", b"{}") for n in range(900)),
        ("99999.ipynb", with_receipts(*(_receipt(f"99.q{n}", "A") for n in range(60))))),
        "mallory.zip"), FULL, "more lines on this learner's work were left out"),
    Case("a zip of a gigabyte, within every ratio",
         file(lambda: zipped(*((f"{n}.ipynb", _sparse(19_000_000)) for n in range(60))),
               "mallory.zip"), NONE, "fill all that is read"),
    Case("a member of a zip without a name",
         file(lambda: _listed((b"", b"x"), (f"{SENDER}.ipynb".encode(), content(honest()))),
              "mallory.zip"), FULL),
    Case("a member of a zip whose name begins with an end",
         file(lambda: _listed((b"\0x", b"x"), (f"{SENDER}.ipynb".encode(), content(honest()))),
              "mallory.zip"), FULL),
    Case("one zip in a zip, listed five thousand times",
         file(lambda: _listed(*[(b"in.zip", zipped(*((f"{n}.ipynb", b"{}") for n in range(200))))],
                              times=5_000), "mallory.zip"), NONE, "same file again"),
    Case("a zip in a zip with a very long list", file(lambda: _listed(
        (b"in.zip", _listed((b"", b"x"), times=60_000))), "mallory.zip"), None,
         "more than 5,000 files"),
    Case("a zip with too many files",
         file(lambda: zipped(*((f"{n}.txt", b"") for n in range(5_001))), "mallory.zip"), None,
         "more than 5,000 files"),
]  # fmt: skip

FORGED = [
    given("an answer to no question", lambda: with_receipts(_receipt("99.none", "A")), FULL,
          "no question"),
    given("a receipt of another version",
          lambda: with_receipts({MIME: {"format": "ontherecord-answer/99", "name": "x"}}), FULL,
          "skipped"),
    given("receipts of wrong types",
          lambda: with_receipts({MIME: 7}, {MIME: []}, {MIME: {"format": 1}}), FULL, "skipped"),
    given("NaN and infinity",
          lambda: with_receipts(_receipt("07x.growth", float("nan"))), FULL, "skipped"),
    given("an answer of a megabyte",
          lambda: with_receipts(_receipt("07x.ink", "x" * 1_000_000)), SOME, "too long"),
    given("an answer nested without end",
          lambda: with_receipts(_receipt("07x.ink", json.loads("[" * 400 + "]" * 400))), FULL,
          "skipped"),
    given("points in the file", lambda: with_receipts(
        {MIME: {"format": "ontherecord-answer/1", "name": "07x.ink", "value": "A", "points": 99,
                "score": 99}}), SOME),
    given("markup in an answer",
          lambda: with_receipts(_receipt("07x.growth", "<script>alert(1)</script>")), SOME),
    given("a chart that only its receipt shows", without_its_cells, SOME,
          "the cell that makes it is not"),
    given("50,000 answers to no question",
          lambda: with_receipts(*(_receipt(f"99.q{n}", "A") for n in range(50_000))), FULL,
          "more lines on this learner's work were left out"),
    given("half a character in an answer", lambda: with_receipts(_receipt("07x.ink", "\ud800")),
          SOME),
    given("half a character in a question's name",
          lambda: with_receipts(_receipt("07x.\ud800", "A")), FULL, "no question"),
    given("a path for a question's name",
          lambda: with_receipts(_receipt("../../etc/passwd.x", "A")), FULL, "no question"),
    given("the same key twice in the JSON",
          lambda: content(honest())[:-1] + b', "cells": []}', NONE, "carries no answers"),
    Case("a name that is written from the right",
         file(lambda: content(honest()), "\u202ebpyni.yrollam\x1b[31m.ipynb"), None),
    given("a formula behind a quote in the name of an answer",
          lambda: with_receipts(_receipt('99;"=1+1;', 1)), FULL, "no question"),
    Case("Moodle's word in a folder of Brightspace", file(
        lambda: content(honest()),
        "11-99 - mallory - Nov 20, 2026 233 PM/x_11_assignsubmission_file_.ipynb"), FULL),
    Case("a name with markup and a formula",
         file(lambda: content(honest()), "=cmd|' '!A1<b>.ipynb"), None),
    Case("a name like another's line of the log",
         file(lambda: b"", "anna.ipynb: It earns nothing.ipynb"), None, "\"anna.ipynb: It earns"),
    Case("a name of 200 letters", file(lambda: content(honest()), "m" * 200 + ".ipynb"), None),
    Case("a name with a line break",
         file(lambda: content(honest()), "mallory\nanna.ipynb"), None),
]  # fmt: skip

CASES = [*ACCIDENTS, *BROKEN, *FORGED, *CODE]


def _listed(*files: tuple[bytes, bytes], times: int = 1) -> bytes:
    """A zip file whose list names each file so many times, at the same place."""
    bodies, heads = b"", []
    for name, body in files:
        sizes = (zlib.crc32(body), len(body), len(body), len(name))
        both = (20, 0x800, 0, 0, 0, *sizes, 0)
        head = (0x02014B50, 20, *both, 0, 0, 0, 0, len(bodies))
        heads.append(struct.pack("<IHHHHHHIIIHHHHHII", *head) + name)
        bodies += struct.pack("<IHHHHHIIIHH", 0x04034B50, *both) + name + body
    heads *= times
    end = (0, 0, min(len(heads), 65_535), min(len(heads), 65_535), len(b"".join(heads)))
    return bodies + b"".join(heads) + struct.pack("<IHHHHIIH", 0x06054B50, *end, len(bodies), 0)
