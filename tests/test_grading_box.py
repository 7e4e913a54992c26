"""Answers in code run in a real sandbox: honest ones are marked, hostile ones change nothing."""

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from ontherecord import keyless
from ontherecord.grading.box import jail, limits, refused, running
from ontherecord.grading.box.jail import Jail, NoSandbox
from ontherecord.grading.box.talk import DEVICES
from ontherecord.grading.run import grade

ROOT = Path(__file__).parent.parent
SOLUTION = next((ROOT / "solutions").glob("07-*.ipynb"))
QUESTION = "07x.bars"
GOOD = f"""
import matplotlib.pyplot as plt
from ontherecord.kit import check
fig, ax = plt.subplots()
ax.bar(["a", "b"], [1, 2])
ax.set_title(str(globals().get("told", "honest")))
check({QUESTION!r}, ax)
"""


@pytest.fixture(scope="module")
def box():
    try:
        made = running.Box(Jail())
    except NoSandbox as why:
        pytest.skip(f"No sandbox here, so nothing of it is tested: {why}")
    yield made
    made.close()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(limits, "CELL_SECONDS", 1.5)
    monkeypatch.setattr(limits, "SUBMISSION_SECONDS", 8)


def run(box, *sources, calls=lambda name: []):
    cells = list(enumerate(sources, start=1))
    return box.run(cells, {QUESTION: "chart", "f": "function"}, calls)


def title(ran):
    return ran.values[QUESTION]["title"]


LARGE = """
from pathlib import Path
from ontherecord.grading.box import kernel
filled = bytearray(bytes(range(256)) * 65_536)
kernel.in_large_pages()
told = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(next(line.split()[1] for line in told if line.startswith("AnonHugePages")))
assert filled == bytes(range(256)) * 65_536
"""


def test_what_is_loaded_moves_into_large_pages():
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if not setting.exists() or "[never]" in setting.read_text():
        pytest.skip("This computer has no large pages, so there is nothing to move into.")
    command = [sys.executable, "-c", LARGE]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(told.stdout) >= 8_192


def test_many_notebooks_one_after_the_other_all_give_their_answers(box):
    first = run(box, GOOD)
    assert first.values and not first.errors
    for _ in range(20):
        assert run(box, GOOD) == first


def in_the_box():
    """The processes of boxes that this process has begun, and all that those have started."""
    parents, boxes = {}, set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"box.parent" in (entry / "cmdline").read_bytes():
                boxes.add(int(entry.name))
            if entry.name.isdigit():
                told = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(told[1])
        except OSError:
            pass
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return boxes & ours


def the_box_after(before):
    """The processes of boxes, once those that are ending have ended; at most five seconds later."""
    latest = time.monotonic() + 5
    while (now := in_the_box()) != before and time.monotonic() < latest:
        time.sleep(0.05)
    return now


def test_a_chart_comes_back_as_data(box):
    ran = run(box, GOOD)
    assert [mark["value"] for mark in ran.values[QUESTION]["marks"]] == [1, 2]
    assert title(ran) == "honest"
    assert not ran.remarks and not ran.errors


HANGS = "ran for more than"
DIES = "ended its process"
HOSTILE = {
    "an endless loop": ("while True: pass", HANGS),
    "a loop that swallows the interrupt": (
        "import signal\nfor s in range(1, 60):\n    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except Exception: pass\nwhile True:\n    try:\n        while True: pass\n"
        "    except BaseException: pass",
        HANGS,
    ),
    "sleeping": ("import time; time.sleep(1000)", HANGS),
    "input()": ("input()", None),
    "sys.exit": ("import sys; sys.exit(0)", None),
    "os._exit": ("import os; os._exit(0)", DIES),
    "a segfault": ("import ctypes; ctypes.string_at(0)", DIES),
    "deep recursion": ("def f(): f()\nf()", None),
    "recursion in C": (
        "import sys; sys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        "",
    ),
    "a list that grows": ("x = []\nwhile True: x.append(bytearray(10**7))", ""),
    "one large block": ("x = bytearray(3 * 10**9)", None),
    "a block that is mapped": (
        "import mmap\nm = []\nwhile True:\n    m.append(mmap.mmap(-1, 10**8))\n"
        "    m[-1][::4096] = b'x' * 24415",
        "",
    ),
    "children that fill memory": (
        "import os, time\nfor _ in range(12):\n    if not os.fork():\n"
        "        x = bytearray(b'x' * 300_000_000); time.sleep(60)\ntime.sleep(60)",
        "",
    ),
    "a fork bomb": (
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        HANGS,
    ),
    "a thread bomb": (
        "import threading, time\nwhile True:\n    try:\n"
        "        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "    except RuntimeError: pass",
        HANGS,
    ),
    "200 MB of output": ("print('x' * 200_000_000)", None),
    "output straight to the files": (
        "import os\nfor f in range(3, 256):\n    try: os.write(f, b'x' * 10**6)\n"
        "    except OSError: pass",
        "wrote what is no answer",
    ),
    "a full disk": ("f = open('big', 'wb')\nwhile True: f.write(b'x' * 10**6)", None),
    "many small files": ("n = 0\nwhile True:\n    n += 1; open(f'f{n}', 'w').close()", None),
    "signals to everybody": (
        "import os, signal\nfor p in (-1, 0, 1, os.getppid()):\n"
        "    try: os.kill(p, signal.SIGKILL)\n    except OSError: pass",
        "",
    ),
    "a process left behind": (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        time.sleep(1000)\n    os._exit(0)",
        None,
    ),
    "deep data on the line": (
        "import gc, socket, struct\nfor o in gc.get_objects():\n"
        "    if isinstance(o, socket.socket) and o.fileno() > 0:\n        t = b'[' * 300_000\n"
        "        o.sendall(struct.pack('!I', len(t)) + t)",
        "wrote what is no answer",
    ),
    "a message of four gigabytes": (
        "import os\nfor f in range(3, 64):\n    try: os.write(f, b'\\xff\\xff\\xff\\xff')\n"
        "    except OSError: pass",
        "wrote what is no answer",
    ),
    "messages without end": (
        "from ontherecord.grading.box import child, talk\n"
        "while True: child._Recorder.line.send({'error': 'x'})",
        "wrote what is no answer",
    ),
    "calls asked for and never read": (
        "from ontherecord.grading.box import child, talk\n"
        f"while True: child._Recorder.line.send({{'calls': {QUESTION!r}}})",
        "",
    ),
    "a patched json": ("import json; json.dumps = lambda *a, **k: '[[['", ""),
    "removed builtins": (
        "import builtins\nfor n in ('len', 'isinstance', 'type', 'print'): delattr(builtins, n)",
        DIES,
    ),
    "an audit hook": (
        "import sys\ndef h(*a): raise RuntimeError\nsys.addaudithook(h)",
        "",
    ),
    "calls asked for and read slowly": (
        "import struct, time\nfrom ontherecord.grading.box import child\n"
        "end = child._Recorder.line.end\nm = b'{\"calls\":\"f\"}'\n"
        "end.sendall((struct.pack('!I', len(m)) + m) * 2900)\nwhile True:\n    time.sleep(1)\n"
        "    end.recv(struct.unpack('!I', end.recv(4, 256))[0], 256)",
        HANGS,
    ),
    "a group that is stopped": (
        "import os, signal, time\nif not os.fork(): os.kill(0, signal.SIGSTOP)\ntime.sleep(99)",
        HANGS,
    ),
    "limits that are lifted": (
        "import resource\nfor r in range(16):\n    try: resource.setrlimit(r, (-1, -1))\n"
        "    except (ValueError, OSError): pass\nx = [bytearray(10**7) for _ in range(300)]",
        "",
    ),
    "files sent to itself": (
        "import socket\na, b = socket.socketpair()\nwhile True:\n"
        "    try: socket.send_fds(a, [b'x'], [0] * 200)\n    except OSError: break",
        None,
    ),
    "watches without end": (
        "import ctypes\nl = ctypes.CDLL(None)\nwhile l.inotify_init() >= 0: pass", None,
    ),
    "memory that is locked": ("import ctypes\nctypes.CDLL(None).mlockall(3)", None),
    "writing to all of /proc": (
        "import glob\nfor p in glob.glob('/proc/*/*') + glob.glob('/proc/sys/*/*'):\n"
        "    try: open(p, 'w').write('1')\n    except OSError: pass",
        "",
    ),
    "removing all files": (
        "import shutil\nfor p in ('/box', '/tmp', '/kit', '/'): shutil.rmtree(p, True)", "",
    ),
    "an object that hangs when it goes": (
        "class D:\n    def __del__(s):\n        while True: pass\nd = D(); del d", HANGS,
    ),
    "a trace of all that runs": (
        "import sys\ndef t(*a): raise SystemExit\nsys.settrace(t); sys.setprofile(t)\nlen('')",
        "",
    ),
    "another namespace of users": (
        "import ctypes, os\nctypes.CDLL(None).unshare(0x10000000 | 0x20000)\n"
        "os.system('x')",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_cell_costs_no_more_than_itself(box, quick, case):
    source, told = HOSTILE[case]
    before = in_the_box()
    begun = time.monotonic()
    ran = run(box, GOOD, source)
    assert time.monotonic() - begun < 20
    # What was answered before it stands, and the next notebook finds the box as it was.
    assert title(ran) == "honest"
    if told is None:
        assert not ran.remarks, ran
    else:
        assert told in " ".join(ran.remarks)
    assert title(run(box, GOOD)) == "honest"
    assert the_box_after(before) == before


@pytest.mark.parametrize("case", ["an endless loop", "os._exit", "sleeping"])
def test_the_cells_after_one_that_was_stopped_are_run(box, quick, case):
    ran = run(box, HOSTILE[case][0], GOOD)
    assert title(ran) == "honest"
    assert ran.remarks[0].startswith("Cell 1 ")


def test_many_cells_that_hang_end_at_the_time_of_a_submission(box, quick):
    begun = time.monotonic()
    ran = run(box, *["while True: pass"] * 30)
    assert time.monotonic() - begun < 15
    assert "No more time" in ran.remarks[-1] and not ran.values


PEEPS = {
    "the key": "[p for d, _, f in os.walk('/kit') for p in f if p in ('key.toml', 'keys.json')]",
    "words of a key": """[p for d, _, f in os.walk('/kit/data') for p in f
                        if b'misconception = ' in open(d + '/' + p, 'rb').read()]""",
    "the environment": "sorted(set(os.environ) - {'LC_CTYPE', 'PWD'} - set(told_here))",
    "processes": "os.listdir('/proc')",
    "a home": "[p for p in ('/root', '/home') if os.path.isdir(p) and {*os.listdir(p)} - {*way}]",
    "open files": "[f for f in range(3, 200) if f != line.end.fileno() and is_open(f)]",
    "what another left": "os.listdir() + os.listdir('/dev/shm')",
}


@pytest.mark.parametrize("what", PEEPS)
def test_the_code_of_a_learner_finds_nothing(box, what):
    way = [part for part in Path(os.path.realpath(os.sys.executable)).parts]
    source = f"""
import os
from ontherecord.grading.box import child, jail
line = child._Recorder.line
told_here = [*jail._TOLD, 'HOME', 'TMPDIR', 'MPLCONFIGDIR', 'PYTHONPATH']
way = {way + list(Path(os.sys.prefix).parts)!r}
def is_open(f):
    try: os.fstat(f)
    except OSError: return False
    return True
told = {PEEPS[what]}
"""
    run(box, "open('mine', 'w').write('x')\nopen('/dev/shm/mine', 'w').write('x')", GOOD)
    ran = run(box, source, GOOD)
    assert not ran.errors, ran.errors
    assert title(ran) == "[]"


TRIES = {
    "TCP to this computer": "socket.create_connection(('127.0.0.1', {port}), 2)",
    "a socket with a name only": "socket.socket(socket.AF_UNIX).connect('\\0ontherecord-test')",
    "UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
    "writing into the kit": "open('/kit/x', 'w')",
    "writing into the packages": "open(os.__file__, 'a')",
    "writing beside the folders": "open('/x', 'w')",
    "reading the checkout": "open({root!r} + '/README.md')",
    "reading passwords": "open('/etc/passwd')",
    "uncovering": "done(ctypes.CDLL(None).umount2(b'/proc', 2))",
    "mounting": "done(ctypes.CDLL(None).mount(b'proc', b'/proc', b'proc', 0, None))",
    "looking into the first process": "done(ctypes.CDLL(None).ptrace(16, 2, 0, 0))",
    "higher limits": "resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999))",
    "becoming root": "os.setuid(0)",
    "the keys of the session": "done(min(0, ctypes.CDLL(None).syscall(250, 0, -3, 0)))",
    "memory by a number": "done(min(0, ctypes.CDLL(None).shmget(0, 10**6, 0o1600)))",
    "memory that processes share": "mmap.mmap(-1, 10**6)",
    "memory as a file without a name": "os.memfd_create('x')",
    "memory as a device": "open('/dev/zero')",
    "new namespaces": "done(ctypes.CDLL(None).unshare(0x10000000))",
    "a call by its second number": "done(min(0, ctypes.CDLL(None).syscall(0x40000000 + 39)))",
}


@pytest.mark.parametrize("what", TRIES)
def test_the_code_of_a_learner_reaches_nothing(box, what):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as named:
        named.bind("\0ontherecord-test")
        named.listen()
        tries = TRIES[what].format(port=tcp.getsockname()[1], root=str(ROOT))
        source = f"""
import ctypes, mmap, os, resource, socket
def done(code):
    if code: raise OSError
try:
    {tries}
    told = 'done'
except (OSError, ValueError) as error:
    told = 'refused'
"""
        ran = run(box, source, GOOD)
    assert not ran.errors, ran.errors
    if what == "UDP":
        # A network of its own: it may send, and nobody is there.
        assert title(ran) in ("refused", "done")
    else:
        assert title(ran) == "refused"


def test_memory_is_counted_also_where_the_first_thread_of_a_process_has_ended(box):
    fills = """
import ctypes, os, threading, time
def fill():
    time.sleep(0.2)
    x = bytearray(b"x" * 300_000_000)
    time.sleep(9)
for _ in range(6):
    if not os.fork():
        threading.Thread(target=fill).start()
        ctypes.CDLL(None).syscall(60, 0)
time.sleep(9)
"""
    ran = run(box, GOOD, fills)
    assert title(ran) == "honest"
    assert f"filled more than {limits.MEMORY_MEGABYTES} MB" in ran.remarks[0]


_LINE = "from ontherecord.grading.box.child import _Recorder\nline = _Recorder.line.end\n"
"""The way to the grader, which comes from outside the sandbox."""


def _refused(*call, unknown=False):
    """A call by its number on x86-64, with what it is given."""
    missing = "38" if unknown else "1"
    return (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"if libc.syscall{call} < 0 and ctypes.get_errno() == {missing}: raise PermissionError"
    )


REFUSED = {
    "a socket": "import socket; socket.socket(socket.AF_UNIX)",
    "a socket to the host of a virtual machine": "import socket; socket.socket(40, 1)",
    "a pair of sockets": "import socket; socket.socketpair()",
    "a lease, which holds up all who open the file": (
        "import fcntl, os, matplotlib\nplace = matplotlib.get_data_path() + '/matplotlibrc'\n"
        "fcntl.fcntl(os.open(place, os.O_RDONLY), 1024, fcntl.F_WRLCK)"
    ),
    "another program": "import os, sys; os.execv(sys.executable, [sys.executable, '-c', ''])",
    "another program by another call": (
        "import os, sys\nhandle = os.open(sys.executable, os.O_RDONLY)\n"
        "os.execve(handle, [sys.executable, '-c', ''], {})"
    ),
    "memory of the kernel for locks of its own": _refused(157, 78, 1, 1 << 20, 0, 0),
    "requests to all disks, of which a computer has few": _refused(206, 30, 0),
    "another filter of calls": _refused(317, 0, 0, 0),
    "events without end": "import select; select.epoll()",
    "huge pages": (
        "import mmap\ntry: mmap.mmap(-1, 1 << 21, flags=0x40022)\n"
        "except OSError as why:\n    if why.errno == 1: raise"
    ),
    "a lock that another notebook sees": (
        "import fcntl, os\nfcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX)"
    ),
    "a lock of a part of a file": (
        "import fcntl\nfcntl.lockf(open('/dev/null', 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    ),
    "a look at who holds a lock": (
        "import fcntl\nfcntl.fcntl(open('/dev/null'), fcntl.F_GETLK, bytes(32))"
    ),
    "what another has read just now": (
        "import os\nfile = os.open(os.__file__, os.O_RDONLY)\n"
        "os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT)"
    ),
    "that a file is read anew": (
        "import os\nfile = os.open(os.__file__, os.O_RDONLY)\n"
        "os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)"
    ),
    "the addresses of the computer": f"{_LINE}import fcntl\nfcntl.ioctl(line, 0x8912, bytes(16))",
    "a name that other programs see": (
        f"{_LINE}import os, socket\n"
        "socket.socket(fileno=os.dup(line.fileno())).bind('\\0ontherecord-test')"
    ),
    "rules for files, which the kernel keeps": _refused(444, 0, 0, 0, unknown=True),
    "where the folders come from": _refused(457, 0, 0, 0, unknown=True),
    "watches of files, of which a user has few": (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.inotify_init1(0) < 0: raise OSError(ctypes.get_errno(), 'inotify')"
    ),
    "watches of folders": ("import fcntl, os\nfcntl.fcntl(os.open('.', os.O_RDONLY), 1026, 1)"),
    "what is known of how a file is used": (
        "import fcntl, os\nfcntl.fcntl(os.open(os.__file__, os.O_RDONLY), 1035, bytes(8))"
    ),
    "large pipes, of which a user has few": (
        "import fcntl, os\nfcntl.fcntl(os.pipe()[1], 1031, 1 << 20)"
    ),
    "memory that a pipe holds": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.vmsplice(os.pipe()[1], None, 0, 0): raise OSError(ctypes.get_errno(), 'vmsplice')"
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_reaches_beyond_a_notebook_is_refused(box, what):
    tried = f"try:\n    {REFUSED[what].replace(chr(10), chr(10) + '    ')}\n    told = 'done'\n"
    ran = run(box, f"{tried}except PermissionError: told = 'refused'", GOOD)
    assert title(ran) == "refused"


@pytest.mark.parametrize("device", DEVICES)
def test_a_notebook_cannot_change_the_times_of_a_device(box, device):
    before = os.stat(device).st_mtime_ns
    touch = f"import os\ntry: os.utime({device!r})\nexcept OSError as why: told = why.errno"
    ran = run(box, touch, GOOD)
    assert title(ran) == str(errno.EROFS)
    assert os.stat(device).st_mtime_ns == before


HONEST = {
    "%%time": "%%time\ntold = 5",
    "%%capture": "%%capture out\nprint(1)\ntold = 5",
    "%%time above another": "%%time\n%matplotlib inline\ntold = 5",
    "%time of a line": "%time told = 5",
    "%time of a value": "told = %time 2 + 3",
    "a list from the system": "files = !ls\ntold = 5 + len(files)",
    "a shell that is asked for": "get_ipython().run_line_magic('matplotlib', 'inline')\ntold = 5",
    "a shell that is imported": (
        "from IPython import get_ipython\nimport matplotlib.pyplot as plt\n"
        "get_ipython().run_line_magic('config', \"InlineBackend.figure_format = 'svg'\")\n"
        "plt.ion()\ntold = 5"
    ),
    "what IPython shows": (
        "from IPython.display import HTML, Markdown, clear_output, display\n"
        "clear_output(wait=True)\ndisplay(HTML('<b>x</b>'), Markdown('y'))\ntold = 5"
    ),
    "another format of charts": (
        "from matplotlib_inline.backend_inline import set_matplotlib_formats\n"
        "set_matplotlib_formats('svg')\ntold = 5"
    ),
    "many threads and a large array": (
        "from concurrent.futures import ThreadPoolExecutor\nimport numpy, time\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    list(pool.map(lambda n: (time.sleep(0.05), bytearray(100_000)), range(40)))\n"
        "told = int(numpy.ones(30_000_000)[:5].sum())"
    ),
    "processes that share the work": (
        "from multiprocessing import Pool\ndef f(n): return n * n\n"
        "with Pool(3) as pool: told = sum(pool.map(f, [1, 2]))"
    ),
    "a copy of the process that is not ended": (
        "import os, sys\nif os.fork() == 0: sys.exit(0)\nos.wait()\ntold = 5"
    ),
    "files, whether they are a terminal, and pipes": (
        "import os, subprocess, sys, tempfile\nends = os.pipe()\nos.set_blocking(ends[0], False)\n"
        "os.set_inheritable(ends[1], True)\nopen(os.devnull, 'w').write('x')\n"
        "file = tempfile.TemporaryFile('w')\nfile.write('x')\n"
        "told = 5 + file.isatty() + sys.stdout.isatty() + len(os.urandom(1)) - 1"
    ),
    "a time zone": "import zoneinfo\ntold = len([zoneinfo.ZoneInfo('Europe/Berlin')]) + 4",
    "the name of a computer": "import platform\ntold = {'box': 5}.get(platform.node())",
}


@pytest.mark.parametrize("what", HONEST)
def test_what_a_learner_may_well_write_runs(box, what):
    ran = run(box, HONEST[what], GOOD)
    assert title(ran) == "5", ran
    assert not ran.remarks


def test_a_notebook_takes_few_of_the_timers_that_the_teachers_user_may_have(box):
    made = """
import ctypes
libc, told = ctypes.CDLL(None), 0
while told < 10_000 and not libc.timer_create(0, None, ctypes.byref(ctypes.c_void_p())):
    told += 1
"""
    assert title(run(box, made, GOOD)) == str(limits.PENDING)


def test_the_covers_over_kits_cannot_be_written_by_an_ordinary_user_either(box):
    covers = [str(kit) for kit in jail._kits(jail._readable())]
    written = (
        f"import os\ntold = [p for p in {covers!r} if not os.statvfs(p).f_flag & os.ST_RDONLY]"
    )
    assert covers and title(run(box, written, GOOD)) == "[]"


@pytest.mark.parametrize("processor", ["riscv64", "i686"])
def test_a_processor_whose_calls_are_not_known_has_no_sandbox(processor, monkeypatch):
    monkeypatch.setattr(refused.platform, "machine", lambda: processor)
    with pytest.raises(OSError, match=f"does not know the processor {processor}"):
        refused.can_refuse()


FUNCTIONS = {
    "honest": (
        "def f(a, b): return a / b",
        [2, 0.5, {"error": "ZeroDivisionError: division by zero"}],
    ),
    "text": ("f = lambda a, b: 'x' * 300", ["x" * 200] * 3),
    "no number": (
        "f = lambda a, b: float('nan')",
        [{"error": "it gave nan"}] * 3,
    ),
    "an object that is equal to all": (
        "class E:\n    def __eq__(self, o): return True\n    def __float__(self): return 1.0\n"
        "f = lambda a, b: E()",
        [{"error": "it gave a value of the type 'E'"}] * 3,
    ),
    "an exit": ("def f(a, b): raise SystemExit", None),
    "an endless loop": ("def f(a, b):\n    while True: pass", None),
}


@pytest.mark.parametrize("case", FUNCTIONS)
def test_a_function_is_called_in_the_box_and_its_values_come_back(box, quick, case):
    source, values = FUNCTIONS[case]
    source += "\nfrom ontherecord.kit import check\ncheck('f', f)"
    ran = run(box, source, calls=lambda name: [[4, 2], [1, 2], [1, 0]])
    assert ran.values.get("f") == values
    assert bool(ran.errors) == (values is None)


EQUAL = """
class Everything:
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __iter__(self): return iter([self])
    def __float__(self): return 1.0
from ontherecord.kit import check
check("07x.bars", Everything())
"""


@pytest.mark.parametrize(
    "source", [EQUAL, f"from ontherecord.kit import check\ncheck({QUESTION!r}, 7)"]
)
def test_what_is_no_chart_is_refused_with_a_sentence(box, source):
    ran = run(box, source)
    assert not ran.values
    assert "no chart" in ran.refused[QUESTION]


def test_what_a_cell_says_is_the_same_in_every_run(box):
    """Where an object lies in memory is another place each time."""
    errors = {run(box, "raise ValueError(object())").errors[1] for _ in range(2)}
    assert errors == {"it stopped with ValueError: <object object at 0x...>"}


def test_a_box_whose_parent_was_killed_begins_again(box):
    def end_all():
        time.sleep(0.5)
        for pid in in_the_box():
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=end_all)
    killer.start()
    ran = run(box, "import time; time.sleep(1)", GOOD)
    killer.join()
    assert ran.remarks
    assert title(run(box, GOOD)) == "honest"


def test_the_folders_of_killed_graders_are_cleared_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(jail.tempfile, "tempdir", str(tmp_path))
    for name in ("ontherecord-box-left", "ontherecord-box-held", "ontherecord-box-new", "other"):
        (tmp_path / name / "data").mkdir(parents=True)
        if not name.endswith("new"):
            os.utime(tmp_path / name, (1, 1))
    (tmp_path / "ontherecord-box-link").symlink_to(tmp_path / "other")
    held = jail._held(tmp_path / "ontherecord-box-held")
    assert jail._held(tmp_path / "ontherecord-box-held") is None
    jail._clear_left()
    os.close(held)
    left = sorted(path.name.rpartition("-")[2] for path in tmp_path.iterdir())
    assert left == ["held", "link", "new", "other"]
    assert (tmp_path / "other" / "data").is_dir()


def notebook(**changed):
    made = json.loads(SOLUTION.read_text(encoding="utf-8"))
    for cell in made["cells"]:
        for old, new in changed.items():
            source = "".join(cell["source"]).replace(old.replace("_", " "), new)
            cell["source"] = source
    return made


def graded(folder, out, **options):
    grade(folder, out, ["07x"], **options)
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"]: row for row in csv.DictReader(file)}
    return rows, (out / "log.txt").read_text(encoding="utf-8")


def cell_of(made, name):
    return next(c for c in made["cells"] if f'check("{name}"' in "".join(c["source"]))


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()

    def hand_in(name, made):
        (inside / f"{name}.ipynb").write_text(json.dumps(made), encoding="utf-8")
        return inside

    return hand_in


def test_charts_of_a_whole_notebook_are_drawn_again_and_marked(box, folder, tmp_path):
    full = folder("ada", notebook())
    cut = notebook(**{"0,_110": "90, 110"})
    assert cut != notebook()
    folder("ben", cut)
    bare = notebook()
    for cell in bare["cells"]:
        if QUESTION in "".join(cell["source"]):
            cell["source"] = "1"
    folder("cy", bare)
    rows, log = graded(full, tmp_path / "out")
    assert rows["ada"]["points"] == rows["ada"]["out_of"]
    # The receipt in the file still tells of an honest axis; the cells draw another one.
    assert 0 < float(rows["ben"][QUESTION]) < float(rows["ada"][QUESTION])
    assert float(rows["cy"][QUESTION]) == 0
    assert f"cy.ipynb: {QUESTION}: Its output is here, and the cell that makes it is not." in log


def test_a_cell_that_hangs_costs_its_own_question_only(box, folder, tmp_path, quick):
    made = notebook()
    cell_of(made, QUESTION)["source"] = f"while True: pass\ncheck('{QUESTION}', ax)"
    rows, log = graded(folder("eve", made), tmp_path / "out")
    assert float(rows["eve"][QUESTION]) == 0
    lost = float(rows["eve"]["out_of"]) - float(rows["eve"]["points"])
    whole, _ = graded(folder("eve", notebook()), tmp_path / "whole")
    assert lost == float(whole["eve"][QUESTION])
    assert "was stopped" in log


def test_code_of_a_unit_that_does_not_count_is_not_run(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "box", None)
    out = grade(folder("ada", notebook()), tmp_path / "out", ["04x"])
    log = (out / "log.txt").read_text("utf-8")
    assert QUESTION not in log
    [kept] = (out / "marks").iterdir()
    assert json.loads(kept.read_text("utf-8"))["feedback"] == {}


def test_a_chart_that_nobody_touched_is_no_answer(box, folder, tmp_path):
    made = notebook()
    cell_of(made, QUESTION)["source"] = f'fig, ax = paper()\ncheck("{QUESTION}", ax)'
    rows, log = graded(folder("ada", made), tmp_path / "out")
    assert rows["ada"][QUESTION] == ""
    assert f"No answer to {QUESTION}. It earns nothing." in log


def test_a_chart_is_empty_because_its_cell_failed_and_the_page_says_so(box, folder, tmp_path):
    made = notebook()
    cell_of(made, QUESTION)["source"] = f'check("{QUESTION}", ax)'
    failing = json.loads(json.dumps(cell_of(made, QUESTION)))
    failing |= {"source": "# my chart\nfig, ax = paper()\nax.bar([1], [nothing])"}
    made["cells"].insert(made["cells"].index(cell_of(made, QUESTION)), failing)
    graded(folder("ada", made), tmp_path / "out")
    [page] = (tmp_path / "out" / "feedback").iterdir()
    assert "(fig, ax = paper()) gave no answer: it stopped with" in page.read_text("utf-8")


def test_the_cell_that_should_have_given_a_missing_name_is_told(box, folder, tmp_path):
    made = notebook()
    cell = cell_of(made, QUESTION)
    setup = json.loads(json.dumps(cell)) | {"source": "# mine\ntops = [1] + nothing\nother = 1"}
    drawn = {"source": "fig, ax = paper()\nax.bar([1], tops)"}
    drawn = json.loads(json.dumps(cell)) | drawn
    cell["source"] = f'check("{QUESTION}", ax)'
    made["cells"] = [setup, *made["cells"]]
    made["cells"].insert(made["cells"].index(cell), drawn)
    _, log = graded(folder("ada", made), tmp_path / "out")
    assert "(fig, ax = paper()) gave no answer: it stopped with NameError" in log
    assert "Cell 1 (tops = [1] + nothing) failed before it: it stopped with NameError" in log


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ({"name": "python", "version": "3.99.1"}, True),
        ({"name": "python", "version": sys.version.split()[0]}, False),
        ({"name": "python", "version": "3.4.10"}, False),
        ({"name": "R", "version": "4.3.1"}, False),
        ({"name": "python", "version": ["3.99"]}, False),
        ("python", False),
    ],
)
def test_code_for_a_newer_python_is_told(language, told, box, folder, tmp_path):
    made = notebook()
    cell_of(made, QUESTION)["source"] = f'fig, ax = new syntax\ncheck("{QUESTION}", ax)'
    made["metadata"]["language_info"] = language
    _, log = graded(folder("ada", made), tmp_path / "out")
    assert "SyntaxError" in log
    assert ("It was written with Python 3.99, and this is 3." in log) == told


ELSEWHERE = {
    "a package that only the learner has": "import no_such_package\nno_such = 1",
    "a package that is set up": "import no_such as sns\nsns.set_theme()\nsns.axes.grid(1)",
    "one of several in a line": "import no_such_package; import numpy as np; np.ones(1)",
    "a file in a line with more": "x = open('nothing'); from numpy import ones; y = ones(1)",
    "a part of a package": "from matplotlib import no_such_part",
    "a file that only the learner has": "logo = open('C:/Users/ana/logo.png')",
    "a folder for charts": "fig, ax = paper()\nfig.savefig('/content/drive/chart.png')",
    "a folder for charts, in a block": "if True:\n    fig.savefig('charts/a.png')",
    "another program": "import subprocess\nsubprocess.run(['ls'], check=True)",
    "a window": "import matplotlib\nmatplotlib.use('TkAgg')\nplt.switch_backend('Qt5Agg')",
    "who one is": "import getpass, os\ngetpass.getuser()\nos.environ['PATH']",
    "two at once": "import no_such_package; plt.show()\nimport also_not_there\n\n",
    "a decorator": "import no_such_package\n@open('nothing')\ndef nothing(): pass",
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_only_the_learners_computer_has_does_not_cost_the_rest_of_the_cell(box, what):
    first = (
        "import matplotlib.pyplot as plt\nfrom ontherecord.kit import paper\nfig, ax = paper()\n"
    )
    ran = run(box, f"{first}{ELSEWHERE[what]}\ntold = 5\n{GOOD}")
    assert title(ran) == "5"


def test_a_statement_that_misses_something_gives_nothing(box):
    ran = run(box, "told = 3\ntold, other = open('nothing'), 1\nmore = 2", GOOD)
    assert title(ran) == "honest"
    assert "No such file" in str(ran.errors)


def test_a_package_that_is_missing_in_one_cell_is_missing_in_the_next(box):
    ran = run(box, "import no_such as sns", "sns.set_theme()\ntold = 5", GOOD)
    assert title(ran) == "5"


def test_the_error_that_ended_a_cell_is_told(box):
    ran = run(box, "import no_such_package\ntold = 3\ntold.nothing()\ntold = 5", GOOD)
    assert title(ran) == "3"
    assert "AttributeError" in str(ran.errors)


def test_annotations_stay_unread_behind_a_statement_that_failed(box):
    later = "def f(a: Nowhere): return 5\ntold = f(1)"
    ran = run(box, f"from __future__ import annotations\nimport no_such_package\n{later}", GOOD)
    assert title(ran) == "5"


def test_what_is_drawn_after_a_chart_was_shown_is_another_chart(box):
    twice = GOOD.replace("fig, ax = plt.subplots()", "ax = plt.gca()")
    first = "import matplotlib.pyplot as plt\nplt.bar([1], [2])\nplt.ylim(90, 100)\nplt.show()\n"
    ran = run(box, first + twice)
    assert len(ran.values[QUESTION]["marks"]) == 2
    assert ran.values[QUESTION]["value_axis"][0] == 0


def test_a_function_can_be_printed(box):
    ran = run(
        box, "import inspect\ndef f(): return 5\nprint(inspect.getsource(f))\ntold = f()", GOOD
    )
    assert title(ran) == "5" and not ran.errors


def test_without_a_sandbox_code_is_not_marked_until_it_is_asked_for(folder, tmp_path, monkeypatch):
    def none_here():
        raise NoSandbox("bubblewrap is not here.")

    monkeypatch.setattr(jail, "bubblewrap", none_here)
    running.forget_boxes()
    inside = folder("ada", notebook())
    rows, log = graded(inside, tmp_path / "out")
    assert rows["ada"][QUESTION] == "not marked"
    assert "not marked" in log and "bubblewrap is not here" in log
    assert float(rows["ada"]["points"]) < float(rows["ada"]["out_of"])
    # What is not the last word is no grade for a course system.
    assert "ada" not in (tmp_path / "out" / "moodle.csv").read_text("utf-8")
    assert "ada" not in (tmp_path / "out" / "canvas.csv").read_text("utf-8")
    [page] = (tmp_path / "out" / "feedback").iterdir()
    assert "points so far" in page.read_text("utf-8")
    try:
        rows, _ = graded(inside, tmp_path / "out", sandboxed=False)
    finally:
        running.box(False).close()
        running.forget_boxes()
    assert rows["ada"]["points"] == rows["ada"]["out_of"]


def test_only_the_newest_files_of_a_learner_are_run(box, tmp_path):
    from ontherecord.grading import marking

    with zipfile.ZipFile(tmp_path / "ada.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(marking.MOST_RUN + 2):
            archive.writestr(f"07 ({number}).ipynb", json.dumps(notebook()))
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "ada.zip").rename(inside / "ada.zip")
    rows, log = graded(inside, tmp_path / "out")
    assert rows["ada"]["points"] == rows["ada"]["out_of"]
    assert log.count("more files than are run") == 2


def test_the_time_of_a_learner_is_limited_and_the_newest_files_are_run_first(
    box, folder, tmp_path, quick, monkeypatch
):
    monkeypatch.setattr(limits, "LEARNER_SECONDS", 4)
    hanging = notebook()
    for cell in hanging["cells"]:
        if "check(" not in "".join(cell["source"]) and cell["cell_type"] == "code":
            cell["source"] = "while True: pass"
    for number in range(8):
        folder(f"ada ({number})", hanging)
    inside = folder("ada (8)", notebook())
    begun = time.monotonic()
    rows, log = graded(inside, tmp_path / "out")
    assert time.monotonic() - begun < 15
    assert rows["ada"]["points"] == rows["ada"]["out_of"]
    assert "No more time was given to it" in log


def test_where_code_was_not_run_the_reason_is_told_and_not_that_no_cell_answers(
    box, folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(limits, "CELLS", 3)
    rows, log = graded(folder("ada", notebook()), tmp_path / "out")
    assert f"{QUESTION}: It has more code than is run." in log and "No cell gave" not in log


DRAWN = "fig, ax = paper(6, 3)"
BEFORE = {
    "a package that is only at home, where the chart needs it": (
        "import no_such\ntops = no_such.tops()\nfig, ax = paper()\nax.bar(tops, tops)\n"
    ),
    "a value of it in a title": "import no_such as n\nx = n.x\npaper()[1].set_title(x)\n",
    "a file that is only at home": "lines = open('mine.csv')\nfig, ax = paper()\nax.plot(lines)\n",
    "an await, which Jupyter allows": "await None\n",
    "what Python cannot read": "1 = 2\n",
    "a loop without end": "while True: pass\n",
    "an end of the process": "import os; os._exit(3)\n",
}


@pytest.mark.parametrize("what", BEFORE)
def test_the_chart_of_another_cell_is_no_answer_where_the_own_cell_failed(
    box, folder, tmp_path, quick, what
):
    made = notebook()
    cell = next(c for c in made["cells"] if "not in" in "".join(c["source"]))
    cell["source"] = BEFORE[what] + "".join(cell["source"])
    rows, log = graded(folder("ada", made), tmp_path / "out")
    lost = [name for name in rows["ada"] if name.startswith("07x.") and rows["ada"][name] == "0.0"]
    assert len(lost) == 1 and f"{lost[0]}: Cell " in log
    points = {name: float(rows["ada"][name]) for name in rows["ada"] if name.startswith("07x.")}
    assert points == {**{name: one[1] for name, one in full().items()}, lost[0]: 0}


NOT_NEEDED = {
    "what a package would give": "import no_such as pd\ndf = pd.DataFrame({'a': [1]})\ndf\n",
    "what is shown of it": "import no_such\nr = no_such.get('x')\nprint(r.code)\n",
    "a call after a call": "from no_such import files\nup = files.ask()\nfor n in up: print(n)\n",
    "another program": "import subprocess as s\nv = s.check_output(['git'])\nprint(v.decode())\n",
    "a file that is read": "lines = open('mine.csv')\nlines.read()\n",
    "the language at home": "import locale\nlocale.setlocale(locale.LC_ALL, 'xx_XX')\n",
    "the folder": "import os\nat = get_ipython().magic('pwd')\nos.path.join(at, 'a')\n",
    "who they are": "import os\nos.environ['USERNAME']\n",
    "a question that is shown": (
        "from ontherecord.kit import question\nq = question('07x.ink')\nprint(q.text)\n"
    ),
}


@pytest.mark.parametrize("what", NOT_NEEDED)
def test_what_a_chart_does_not_need_costs_it_nothing(box, folder, tmp_path, what):
    made = notebook()
    cell = next(c for c in made["cells"] if "not in" in "".join(c["source"]))
    cell["source"] = NOT_NEEDED[what] + "".join(cell["source"])
    rows, _ = graded(folder("ada", made), tmp_path / "out")
    assert rows["ada"]["points"] == rows["ada"]["out_of"]


def test_the_log_names_the_package_for_which_a_name_is_missing(box, folder, tmp_path):
    made = notebook()
    cell = next(c for c in made["cells"] if "not in" in "".join(c["source"]))
    cell["source"] = "import no_such as n\nx = n.x()\npaper()[1].plot(x)\n" + "".join(
        cell["source"]
    )
    _, log = graded(folder("ada", made), tmp_path / "out")
    assert "No module named 'no_such'" in log and "is not defined" not in log


AFTER = {
    "looking at it again": "check({!r})",
    "three dots": "check({!r}, ...)",
    "what is no chart": "check({!r}, 'mine')",
    "an empty chart": "fig, ax = plt.subplots()\ncheck({!r}, ax)",
}


@pytest.mark.parametrize("what", AFTER)
def test_what_is_no_answer_does_not_take_the_place_of_one(box, what):
    after = "from ontherecord.kit import check\nimport matplotlib.pyplot as plt\n" + AFTER[what]
    assert title(run(box, GOOD, after.format(QUESTION))) == "honest"
    # As in the notebook, where the last answer counts.
    again = GOOD.replace('str(globals().get("told", "honest"))', "'newer'")
    assert title(run(box, GOOD, again, after.format(QUESTION))) == "newer"


def test_a_function_that_nobody_has_written_is_no_answer(box):
    given = "from ontherecord.kit import check\ndef f(x): return x + 1\ncheck('f', f)"
    untouched = "from ontherecord.kit import check\ndef f(x): ...\ncheck('f', f)"
    calls = {"calls": lambda name: [[1], [2]]}
    assert run(box, untouched, **calls).values == {"f": None}
    assert run(box, given, untouched, **calls).values == {"f": [2, 3]}


def test_files_that_cells_write_and_run_are_there(box):
    write = "%%writefile draw.py\nfig, ax = plt.subplots()\nax.bar(['a'], [1])\nax.set_title('run')"
    begin = "import matplotlib.pyplot as plt\nfrom ontherecord.kit import check"
    ran = run(box, begin, write, f"%run draw.py\ncheck({QUESTION!r}, ax)")
    assert title(ran) == "run" and not ran.errors


def test_the_old_way_to_begin_a_notebook_works(box):
    begin = "%pylab inline\nfrom ontherecord.kit import check"
    ran = run(box, begin, f"fig, ax = subplots()\nax.bar(['a'], [1])\ncheck({QUESTION!r}, ax)")
    assert ran.values[QUESTION] and not ran.errors


def test_a_chart_for_which_a_package_is_missing_says_which_and_what_to_do(box, folder, tmp_path):
    made = notebook()
    cell = cell_of(made, QUESTION)
    cell["source"] = (
        f'import no_such_pandas as pd\nax = pd.Series([1]).plot()\ncheck("{QUESTION}", ax)'
    )
    rows, log = graded(folder("ada", made), tmp_path / "out")
    told = "Not here: no_such_pandas. Install what is missing, and mark again."
    assert told in log and told in rows["ada"]["note"]
    assert rows["ada"]["note"].endswith("A person should look at it.")


def test_what_one_cell_says_of_the_future_holds_for_the_next(box):
    said = "from __future__ import annotations"
    ran = run(box, said, "def f(x: NoSuchName): return x", GOOD)
    assert not ran.errors and title(ran) == "honest"


def full():
    from ontherecord import questions

    return {name: (name, questions.load(name).points) for name in questions.names("07x")}


@pytest.mark.parametrize("first", [
    "import no_such_package",
    "name = input('Your name?')\nassert name",
    "get_ipython().run_line_magic('matplotlib', 'inline')",
    "%%time",
])  # fmt: skip
def test_what_stands_above_the_imports_of_an_exercise_costs_nothing(box, folder, tmp_path, first):
    made = notebook()
    cell = next(c for c in made["cells"] if "ontherecord.kit import" in "".join(c["source"]))
    cell["source"] = f"{first}\n" + "".join(cell["source"])
    rows, _ = graded(folder("ada", made), tmp_path / "out")
    assert rows["ada"]["points"] == rows["ada"]["out_of"]


def test_a_chart_that_was_saved_and_is_not_made_again_is_told(box, folder, tmp_path):
    made = notebook()
    cell = next(c for c in made["cells"] if "not in" in "".join(c["source"]))
    cell["cell_type"] = "raw"
    rows, log = graded(folder("ada", made), tmp_path / "out")
    assert rows["ada"]["points"] != rows["ada"]["out_of"]
    assert "something else than what was saved" in log


def test_where_the_sandbox_runs_nothing_code_is_not_marked(box, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(running.Box, "_once", lambda *given: (None, "ended its process"))
    rows, log = graded(folder("ada", notebook()), tmp_path / "out")
    assert rows["ada"][QUESTION] == "not marked" and "runs nothing here" in log


@pytest.mark.parametrize("place", [(jail, "_readable"), (keyless, "pages_and_tables")])
def test_a_sandbox_that_cannot_be_made_leaves_data_answers_their_marks(
    folder, tmp_path, monkeypatch, place
):
    def closed(*given):
        raise PermissionError(13, "Permission denied", "/closed")

    before = in_the_box()
    monkeypatch.setattr(*place, closed)
    running.forget_boxes()
    rows, log = graded(folder("ada", notebook()), tmp_path / "out")
    running.forget_boxes()
    assert rows["ada"][QUESTION] == "not marked" and rows["ada"]["07x.ink"] == "1.0"
    assert "The sandbox cannot be made here (Permission denied)" in log
    assert the_box_after(before) == before
