"""The cases, each with what its sender's mark must be and what the log must say."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontherecord.receipts import MIME
from tests.hostile.notebooks import (
    changed,
    code,
    content,
    honest,
    instead,
    with_cell,
    with_receipts,
    without_its_cells,
)

FULL, SOME, NONE = "all points", "some points", "no points"
SENDER = "mallory"


@dataclass(frozen=True)
class Case:
    """What somebody hands in; `write` puts it into the folder of submissions.

    `mark` is what the sender must get, and `log` words that a line of the log on it must hold;
    None where nothing needs to be said.  `mark` None: there is no learner to mark.
    """

    name: str
    write: Callable[[Path], object]
    mark: str | None
    log: str | None = None

    @property
    def runs_code(self) -> bool:
        """Whether it is about code that is run."""
        return self.name.startswith("code: ")


def _file(made: Callable[[], bytes], name: str = f"{SENDER}.ipynb") -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made())

    return write


def _case(name: str, made: Callable[[], bytes], mark: str | None, log: str | None = None) -> Case:
    return Case(name, _file(made), mark, log)


def _code(name: str, source: str, mark: str = FULL, log: str | None = None) -> Case:
    return Case(f"code: {name}", _file(lambda: with_cell(source)), mark, log)


_PUT = (
    "'07x.bars'\nimport struct\nfrom ontherecord.grading.box import child\ndef put(b):\n"
    "    child._Recorder.line.end.sendall(struct.pack('!I', len(b)) + b)\n"
)


def _forged(name: str, source: str, log: str | None = None) -> Case:
    """In place of the cell that answers; `put` sends bytes as a message of the sandbox."""
    return Case(f"code: {name}", _file(lambda: instead(_PUT + source)), SOME, log)


STOPPED = "was left out; the others were run"

ACCIDENTS = [
    _case("a byte order mark", lambda: b"\xef\xbb\xbf" + content(honest()), FULL, "byte order"),
    _case("UTF-16", lambda: json.dumps(honest()).encode("utf-16"), FULL, "UTF-16"),
    _case("UTF-16 without a byte order mark",
          lambda: json.dumps(honest()).encode("utf-16-le"), FULL, "UTF-16"),
    _case("UTF-32", lambda: json.dumps(honest()).encode("utf-32"), FULL, "UTF-32"),
    _case("two byte order marks", lambda: b"\xef\xbb\xbf" * 2 + content(honest()), FULL,
          "byte order"),
    Case("a PDF and nothing else", _file(lambda: b"%PDF-1.7", "mallory.pdf"), None, "no notebook"),
    Case("a file with the name of a folder of submissions",
         _file(lambda: b"", "submitted"), None, "no notebook"),
    _case("not UTF-8", lambda: _latin(honest() | {"x": "\xe9"}), FULL, "Windows-1252"),
    Case("a second download", _file(lambda: content(honest()), f"{SENDER} (1).ipynb"), FULL),
    _case("copied cells", lambda: changed(cells=[c for c in honest()["cells"] for _ in "ab"]),
          FULL),
    _case("no kernel", lambda: changed(metadata={}), FULL),
    _case("an unknown kernel",
          lambda: changed(metadata={"kernelspec": {"name": "julia-1.9"}}), FULL),
    _case("null metadata", lambda: changed(metadata=None), FULL),
    _case("nbformat 3", lambda: content({
        "nbformat": 3, "worksheets": [{"cells": [
            {**c, "input": c["source"],
             "outputs": [o.get("data", {}) for o in c.get("outputs", ())]}
            for c in honest()["cells"]]}]}), FULL, "format 3"),
    _code("a warning on stderr",
          "import sys, warnings\nwarnings.warn('x')\nprint('x', file=sys.stderr)"),
    _code("a line that only Jupyter knows", "%matplotlib inline\n!echo hello\n?print"),
    _code("a cell that fails", "1 / 0"),
    _code("a widget without state", "import ipywidgets\nipywidgets.IntSlider()"),
    Case("accents and dots in a name",
         _file(lambda: content(honest()), "mállory.o'neil-3.b.ipynb"), None),
    Case("a name in another encoding",
         lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/jos\xe9.ipynb")).write_bytes(
             content(honest())), None),
    _case("a letter that the question does not have",
          lambda: with_receipts(_receipt("07x.base", "Z"), _receipt("07x.measure", 7)), SOME),
    Case("one name in two normal forms", lambda folder: [
        (folder / f"{name}.ipynb").write_bytes(content(honest()))
        for name in ("Jos\u00e9", "Jose\u0301")], None),
    _case("a cell of a megabyte", lambda: changed(cells=[
        *honest()["cells"], {"cell_type": "markdown", "metadata": {}, "source": "x" * 1_000_000}]),
        FULL),
]  # fmt: skip


def zipped(*members: tuple[str, bytes], deflate: bool = True) -> bytes:
    """A zip file with these members."""
    made = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def _garbled(archive: bytes) -> bytes:
    return archive[:60] + bytes(one ^ 0x5A for one in archive[60:400]) + archive[400:]


@cache
def _sparse(size: int) -> bytes:
    return b"".join(b"%-300d" % (n * n) for n in range(size // 300))


def _latin(notebook: object) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode("cp1252", "replace")


def _link(target: str) -> Callable[[Path], object]:
    return lambda folder: (folder / f"{SENDER}.ipynb").symlink_to(target)


def _deep(depth: int) -> bytes:
    return b'{"cells": ' + b"[" * depth + b"]" * depth + b"}"


def _receipt(name: str, value: object) -> dict[str, object]:
    return {MIME: {"format": "ontherecord-answer/1", "name": name, "value": value}}


BROKEN = [
    _case("broken JSON", lambda: b'{"cells": [', NONE, "no notebook"),
    _case("an empty file", lambda: b"", NONE, "empty"),
    _case("a list instead of a notebook", lambda: b"[1, 2]", NONE, "no notebook"),
    _case("cells that are no list", lambda: b'{"cells": {"a": 1}}', NONE, "no notebook"),
    _case("JSON that is nested without end", lambda: _deep(100_000), NONE, "no notebook"),
    _case("cells in cells", lambda: _deep(500), NONE, "carries no answers"),
    _case("a number of a million digits", lambda: b'{"cells": [' + b"9" * 1_000_000 + b"]}", NONE,
          "no notebook"),
    _case("bytes of chance", lambda: bytes(range(256)) * 99, NONE, "no text"),
    _case("a file of 50 MB",
          lambda: changed(cells=[*honest()["cells"], code("#" + "x" * 50_000_000)]), NONE,
          "larger than"),
    _case("outputs of all kinds", lambda: changed(cells=[
        *honest()["cells"],
        *(code("1") | {"outputs": made} for made in (None, 7, "x", {}, [[]], [None]))]), FULL),
    _case("100,000 cells",
          lambda: changed(cells=[*honest()["cells"], *[code("1")] * 100_000]), SOME,
          "more code than is run"),
    _case("a cell of five megabytes of code",
          lambda: changed(cells=[*honest()["cells"], code("#" * 5_000_000)]), SOME,
          "more code than is run"),
    Case("a folder named like a notebook",
         lambda folder: (folder / "mallory.ipynb").mkdir(), None),
    Case("a link to another's work", _link("anna.ipynb"), None, "link to another place"),
    Case("a link to the system's files", _link("/etc/passwd"), None, "link to another place"),
    Case("a pipe", lambda folder: os.mkfifo(folder / f"{SENDER}.ipynb"), None, "not a file"),
    Case("a zip bomb",
         _file(lambda: zipped((f"{SENDER}.ipynb", b" " * 19_000_000)), "mallory.zip"), None,
         "unpacks"),
    Case("a zip that leaves its folder",
         _file(lambda: zipped((f"../../{SENDER}.ipynb", content(honest()))), "out.zip"), None),
    Case("a zip that is none", _file(lambda: b"PK\x03\x04nonsense", "mallory.zip"), None, "no zip"),
    Case("a zip whose data are broken",
         _file(lambda: _garbled(zipped((f"{SENDER}.ipynb", content(honest())))), "mallory.zip"),
         NONE, "cannot be read"),
    Case("a zip with another's name inside",
         _file(lambda: zipped(("anna_4700_assignsubmission_file/x (9).ipynb",
                               with_receipts(_receipt("07x.ink", 1)))), "mallory.zip"), SOME),
    Case("a folder with a file of another's name",
         _file(lambda: with_receipts(_receipt("07x.ink", 1)), "mallory/anna_1_2_x (9).ipynb"),
         SOME),
    Case("a zip in a zip",
         _file(lambda: zipped(("in.zip", zipped((f"{SENDER}.ipynb", content(honest()))))),
               "mallory.zip"), None, "a zip file in a zip file"),
    Case("a zip of a gigabyte, within every ratio",
         _file(lambda: zipped(*((f"{n}.ipynb", _sparse(19_000_000)) for n in range(60))),
               "mallory.zip"), NONE, "fill all that is read"),
    Case("a zip with too many files",
         _file(lambda: zipped(*((f"{n}.txt", b"") for n in range(5_001))), "mallory.zip"), None,
         "more than 5000 files"),
]  # fmt: skip

FORGED = [
    _case("an answer to no question", lambda: with_receipts(_receipt("99.none", "A")), FULL,
          "no question"),
    _case("a receipt of another version",
          lambda: with_receipts({MIME: {"format": "ontherecord-answer/99", "name": "x"}}), FULL,
          "skipped"),
    _case("receipts of wrong types",
          lambda: with_receipts({MIME: 7}, {MIME: []}, {MIME: {"format": 1}}), FULL, "skipped"),
    _case("NaN and infinity",
          lambda: with_receipts(_receipt("07x.growth", float("nan"))), FULL, "skipped"),
    _case("an answer of a megabyte",
          lambda: with_receipts(_receipt("07x.ink", "x" * 1_000_000)), SOME, "too long"),
    _case("an answer nested without end",
          lambda: with_receipts(_receipt("07x.ink", json.loads("[" * 400 + "]" * 400))), SOME),
    _case("points in the file", lambda: with_receipts(
        {MIME: {"format": "ontherecord-answer/1", "name": "07x.ink", "value": "A", "points": 99,
                "score": 99}}), SOME),
    _case("markup in an answer",
          lambda: with_receipts(_receipt("07x.growth", "<script>alert(1)</script>")), SOME),
    _case("a chart that only its receipt shows", without_its_cells, SOME,
          "the cell that makes it is not"),
    _case("50,000 answers to no question",
          lambda: with_receipts(*(_receipt(f"99.q{n}", "A") for n in range(50_000))), FULL,
          "more lines on this learner's work were left out"),
    _case("half a character in an answer", lambda: with_receipts(_receipt("07x.ink", "\ud800")),
          SOME),
    _case("half a character in a question's name",
          lambda: with_receipts(_receipt("07x.\ud800", "A")), FULL, "no question"),
    _case("a path for a question's name",
          lambda: with_receipts(_receipt("../../etc/passwd.x", "A")), FULL, "no question"),
    _case("the same key twice in the JSON",
          lambda: content(honest())[:-1] + b', "cells": []}', NONE, "carries no answers"),
    Case("a name that is written from the right",
         _file(lambda: content(honest()), "\u202ebpyni.yrollam\x1b[31m.ipynb"), None),
    Case("a name with markup and a formula",
         _file(lambda: content(honest()), "=cmd|' '!A1<b>.ipynb"), None),
    Case("a name of 200 letters", _file(lambda: content(honest()), "m" * 200 + ".ipynb"), None),
    Case("a name with a line break",
         _file(lambda: content(honest()), "mallory\nanna.ipynb"), None),
]  # fmt: skip

CODE = [
    _code("an endless loop", "while True: pass", log=STOPPED),
    _code("a loop that swallows the interrupt",
          "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
          log=STOPPED),
    _code("sleeping", "import time; time.sleep(10**6)", log=STOPPED),
    _code("memory without end", "x = []\nwhile True: x.append(bytearray(10**7))"),
    _code("a fork bomb", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
          log=STOPPED),
    _code("a process left behind",
          "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
          "        time.sleep(10**6)\n    os._exit(0)"),
    _code("200 MB of output", "print('x' * 200_000_000)"),
    _code("input()", "input()"),
    _code("sys.exit", "import sys; sys.exit(0)"),
    _code("os._exit", "import os; os._exit(0)", log=STOPPED),
    _code("a segfault", "import ctypes; ctypes.string_at(0)", log=STOPPED),
    _code("killing the parent",
          "import os\nfor p in (os.getppid(), 1, -1, 0):\n    try: os.kill(p, 9)\n"
          "    except OSError: pass", mark=FULL),
    _code("an object that is equal to everything",
          "class E:\n    def __eq__(s, o): return True\n    def __getattr__(s, n): return s\n"
          "    def __call__(s, *a, **k): return s\nax = E()", SOME, "no chart"),
    _code("a patched check",
          "import ontherecord.kit, ontherecord.check\n"
          "check = ontherecord.kit.check = ontherecord.check.check = lambda *a, **k: 99", SOME,
          "No cell gave an answer"),
    _code("a patched judge",
          "from ontherecord.questions import question\nquestion.Question.judge = lambda s, v: 99\n"
          "from ontherecord.questions.chart import ChartQuestion\n"
          "ChartQuestion.passes = lambda *a: True"),
    _code("patched builtins",
          "import builtins\nbuiltins.len = lambda x: 0\nbuiltins.isinstance = lambda *a: True",
          log=STOPPED),
    _code("a hook for every import",
          "import sys\nclass H:\n    def find_spec(s, *a): raise RuntimeError\n"
          "sys.meta_path.insert(0, H())"),
    _code("reading the key",
          "import os\nif any('key.toml' in files for _, _, files in os.walk('/')): ax = None"),
    _code("reading others' work",
          "import os\nif any('anna.ipynb' in files for _, _, files in os.walk('/')): ax = None"),
    _code("a socket to this computer",
          "import socket\ntry: socket.create_connection(('127.0.0.1', 22), 1)\n"
          "except OSError: pass\nelse: ax = None"),
    _code("writing outside",
          "for p in ('/etc/x', '/kit/x', '/x', '/usr/lib/x'):\n    try: open(p, 'w')\n"
          "    except OSError: pass\n    else: ax = None"),
    _code("noise on every open file",
          "import os\nfor f in range(3, 64):\n    try: os.write(f, os.urandom(9999))\n"
          "    except OSError: pass", log=STOPPED),
    _code("nothing drawn, below an output that shows a chart", "ax = None", SOME),
    _forged("asking for a function's values where a chart is asked",
            "put(b'{\"calls\": \"07x.bars\"}')", "is not understood"),
    _code("another's protocol",
          "from ontherecord.grading.box import child, talk\n"
          "child._Recorder.line.send({'answer': '07x.bars', 'value': {'points': 99}})\n"
          "child._Recorder.line.send({'answer': '07x.ink', 'value': 'A'})", log=STOPPED),
    _forged("an error with half a character", "raise Exception('\\ud800')", "it stopped with"),
    _forged("an error with a line for the log", "raise Exception('\\x1b[31m\\nanna.ipynb: x')",
            "anna.ipynb: x"),
    _forged("a refusal with half a character",
            "put(b'{\"answer\": \"07x.bars\", \"error\": \"\\\\ud800\"}')"),
    _forged("a chart that is no chart",
            "put(b'{\"answer\": \"07x.bars\", \"value\": [[7]]}')"),
    _forged("a chart nested without end",
            "put(b'{\"answer\": \"07x.bars\", \"value\": ' + b'[' * 900 + b']' * 900 + b'}')"),
    _forged("infinity as a number of JSON",
            "put(b'{\"answer\": \"07x.bars\", \"value\": {\"title\": 1e999}}')"),
    _code("a message that drips",
          "import time\nfrom ontherecord.grading.box import child\nwhile True:\n"
          "    child._Recorder.line.end.sendall(bytes(1)); time.sleep(0.5)", log=STOPPED),
    _code("messages without end",
          "from ontherecord.grading.box import child, talk\n"
          "while True: child._Recorder.line.send({'error': 'x' * 5000})",
          log=STOPPED),
    _code("no limits", "import resource\nfor r in range(16):\n"
          "    try: resource.setrlimit(r, (resource.RLIM_INFINITY,) * 2)\n"
          "    except (OSError, ValueError): pass"),
    _code("mounting over the kit",
          "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10000000 | 0x20000)\n"
          "libc.mount(b'none', b'/kit', b'tmpfs', 0, 0)\n"
          "if not os.path.exists('/kit/ontherecord'): ax = None", SOME),
    _code("tracing other processes",
          "import ctypes, os\nfor p in range(1, 50):\n    ctypes.CDLL(None).ptrace(16, p, 0, 0)\n"
          "    try: open(f'/proc/{p}/mem', 'r+b')\n    except OSError: continue\n"
          "    if p != os.getpid(): ax = None"),
    _code("filling the disks",
          "for p in ('/tmp/a', '/dev/shm/a', '/tmp/b', '/var/tmp/a'):\n    try:\n"
          "        with open(p, 'wb') as f:\n            while True: f.write(bytes(10**6))\n"
          "    except OSError: pass"),
    _code("a link for the next one", "import os\nos.symlink('/etc/passwd', '/tmp/matplotlib')"),
    _code("threads that do not end",
          "import threading\ndef f():\n    while True: pass\n"
          "for _ in range(3): threading.Thread(target=f, daemon=True).start()"),
    _code("something at the end",
          "import atexit, os\natexit.register(os._exit, 1)\nclass D:\n"
          "    def __del__(s): os._exit(3)\nd = D()"),
    _code("an audit hook",
          "import sys\ndef hook(*a): raise RuntimeError\nsys.addaudithook(hook)", SOME,
          "it stopped with RuntimeError"),
    _code("a patched matplotlib",
          "import matplotlib.axes\nmatplotlib.axes.Axes.get_title = lambda *a, **k: 1 / 0", SOME,
          "cannot be read"),
    _code("patched json", "import json\njson.dumps = lambda *a, **k: '{}'", log=STOPPED),
    _code("the socket of a service",
          "import socket\nfor a in ('\\0x', '/run/dbus/system_bus_socket', '/run/docker.sock'):\n"
          "    try: socket.socket(socket.AF_UNIX).connect(a)\n    except OSError: pass\n"
          "    else: ax = None"),
    _code("the answer to another question",
          "check('01.ink', 'A'); check('07x.bars', 'A', points=99)"),
    _code("a chart of NaN",
          "fig, ax = paper(6, 3)\nax.bar(['a'], [float('nan')])\nax.set_ylim = None", SOME),
    _code("a chart of a million bars", "fig, ax = paper(6, 3)\nax.plot(range(1_000_000))", SOME),
    _code("the answer of another's file",
          "import json\nfrom pathlib import Path\n"
          "for above in [Path.cwd(), *Path.cwd().parents][:4]:\n"
          "    for path in above.glob('**/*anna*/**/*.ipynb'):\n"
          "        for cell in json.loads(path.read_text())['cells']:\n"
          "            if 'answer_07x' in ''.join(cell['source']): ax = None"),
    _code("the gradebook",
          "import sqlite3\nfrom pathlib import Path\n"
          "for above in [Path.cwd(), *Path.cwd().parents]:\n"
          "    if (above / 'gradebook.db').exists():\n"
          "        with sqlite3.connect(above / 'gradebook.db') as book:\n"
          "            book.execute('update grade set extra_credit = 20')"),
    _code("a name that fails when it is read",
          "class E(Exception):\n    def __str__(s): raise s\nraise E"),
]  # fmt: skip

CASES = [*ACCIDENTS, *BROKEN, *FORGED, *CODE]
