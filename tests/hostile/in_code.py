"""Cases of code that is run: what a cell tries, and what its sender's mark must be."""

from __future__ import annotations

from tests.hostile.case import FULL, SOME, Case, file, tries
from tests.hostile.notebooks import instead

_PUT = (
    "'07x.bars'\nimport struct\nfrom ontherecord.grading.box import child\ndef put(b):\n"
    "    child._Recorder.line.end.sendall(struct.pack('!I', len(b)) + b)\n"
)


def _forged(name: str, source: str, log: str | None = None) -> Case:
    """In place of the cell that answers; `put` sends bytes as a message of the sandbox."""
    return Case(f"code: {name}", file(lambda: instead(_PUT + source)), SOME, log)


STOPPED = "was left out; the others were run"

CODE = [
    tries("an endless loop", "while True: pass", log=STOPPED),
    tries("a loop that swallows the interrupt",
          "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
          log=STOPPED),
    tries("sleeping", "import time; time.sleep(10**6)", log=STOPPED),
    tries("memory without end", "x = []\nwhile True: x.append(bytearray(10**7))"),
    tries("a fork bomb", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
          log=STOPPED),
    tries("a process left behind",
          "import os, time\nif not os.fork():\n    try: os.setsid()\n    except OSError: pass\n"
          "    if not os.fork():\n        time.sleep(10**6)\n    os._exit(0)"),
    tries("200 MB of output", "print('x' * 200_000_000)"),
    tries("input()", "input()"),
    tries("sys.exit", "import sys; sys.exit(0)"),
    tries("os._exit", "import os; os._exit(0)", log=STOPPED),
    tries("a segfault", "import ctypes; ctypes.string_at(0)", log=STOPPED),
    tries("killing the parent",
          "import os\nfor p in (os.getppid(), 1, -1, 0):\n    try: os.kill(p, 9)\n"
          "    except OSError: pass", mark=FULL),
    tries("an object that is equal to everything",
          "class E:\n    def __eq__(s, o): return True\n    def __getattr__(s, n): return s\n"
          "    def __call__(s, *a, **k): return s\nax = E()", SOME, "no chart"),
    tries("a patched check",
          "import ontherecord.kit, ontherecord.check\n"
          "check = ontherecord.kit.check = ontherecord.check.check = lambda *a, **k: 99", SOME,
          "No cell gave an answer"),
    tries("a patched judge",
          "from ontherecord.questions import question\nquestion.Question.judge = lambda s, v: 99\n"
          "from ontherecord.questions.chart import ChartQuestion\n"
          "ChartQuestion.passes = lambda *a: True"),
    tries("patched builtins",
          "import builtins\nbuiltins.len = lambda x: 0\nbuiltins.isinstance = lambda *a: True",
          log=STOPPED),
    tries("a hook for every import",
          "import sys\nclass H:\n    def find_spec(s, *a): raise RuntimeError\n"
          "sys.meta_path.insert(0, H())"),
    tries("reading the key",
          "import os\nif any('key.toml' in files for _, _, files in os.walk('/')):\n"
          "    globals()['ax'] = None"),
    tries("reading others' work",
          "import os\nif any('anna.ipynb' in files for _, _, files in os.walk('/')):\n"
          "    globals()['ax'] = None"),
    tries("a name for the line to the grader, which other programs see",
          "from ontherecord.grading.box import child\nimport os, socket\n"
          "line = child._Recorder.line.end\n"
          "try: socket.socket(fileno=os.dup(line.fileno())).bind('\\0mallory')\n"
          "except OSError: pass\nelse: ax = None"),
    tries("the addresses of this computer",
          "from ontherecord.grading.box import child\nimport fcntl\n"
          "try: fcntl.ioctl(child._Recorder.line.end, 0x8912, bytes(16))\n"
          "except OSError: pass\nelse: ax = None"),
    tries("a lock that others see",
          "import fcntl\ntry: fcntl.lockf(open('/dev/null', 'w'), fcntl.LOCK_EX)\n"
          "except OSError: pass\nelse: ax = None"),
    tries("how a file is used, which a later notebook could read",
          "import fcntl, os\ntry: fcntl.fcntl(os.open(os.__file__, os.O_RDONLY), 1035, bytes(8))\n"
          "except OSError: pass\nelse: ax = None"),
    tries("the times of a device",
          "import os\ntry: os.utime('/dev/null')\nexcept OSError: pass\nelse: ax = None"),
    tries("whether a file was read just now",
          "import os\nfile = os.open(os.__file__, os.O_RDONLY)\n"
          "try: os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT)\n"
          "except OSError: pass\nelse: ax = None"),
    tries("a socket to this computer",
          "import socket\ntry: socket.create_connection(('127.0.0.1', 22), 1)\n"
          "except OSError: pass\nelse: ax = None"),
    tries("writing outside",
          "for p in ('/etc/x', '/kit/x', '/x', '/usr/lib/x'):\n    try: open(p, 'w')\n"
          "    except OSError: pass\n    else: ax = None"),
    tries("noise on every open file",
          "import os\nfor f in range(3, 64):\n    try: os.write(f, os.urandom(9999))\n"
          "    except OSError: pass", log=STOPPED),
    tries("nothing drawn, below an output that shows a chart", "ax = None", SOME),
    _forged("asking for a function's values where a chart is asked",
            "put(b'{\"calls\": \"07x.bars\"}')", "is not understood"),
    tries("another's protocol",
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
    tries("a message that drips",
          "import time\nfrom ontherecord.grading.box import child\nwhile True:\n"
          "    child._Recorder.line.end.sendall(bytes(1)); time.sleep(0.5)", log=STOPPED),
    tries("messages without end",
          "from ontherecord.grading.box import child, talk\n"
          "while True: child._Recorder.line.send({'error': 'x' * 5000})",
          log=STOPPED),
    tries("no limits", "import resource\nfor r in range(16):\n"
          "    try: resource.setrlimit(r, (resource.RLIM_INFINITY,) * 2)\n"
          "    except (OSError, ValueError): pass"),
    tries("mounting over the kit",
          "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10000000 | 0x20000)\n"
          "libc.mount(b'none', b'/kit', b'tmpfs', 0, 0)\n"
          "if not os.path.exists('/kit/ontherecord'): ax = None"),
    tries("the keys of the teacher's session",
          "import ctypes\nif ctypes.CDLL(None).syscall(250, 0, -3, 0) >= 0: ax = None"),
    tries("memory that belongs to no process",
          "import ctypes, mmap, os\n"
          "def share(): return ctypes.CDLL(None).shmget(0, 10**8, 0o1600)\n"
          "def file(): return os.memfd_create('x')\n"
          "def shared(): return len(mmap.mmap(-1, 10**8))\n"
          "def zero(): return os.open('/dev/zero', os.O_RDWR)\n"
          "for made in (share, file, shared, zero):\n    try:\n        if made() >= 0: ax = None\n"
          "    except OSError: pass"),
    tries("a session, and so a share of the processor, for each process",
          "import os, time\nfor _ in range(20):\n    if not os.fork():\n        try: os.setsid()\n"
          "        except OSError: os._exit(0)\n        time.sleep(1); os._exit(1)\n"
          "if any(os.wait()[1] for _ in range(20)): ax = None"),
    tries("namespaces inside namespaces",
          "import ctypes, os\nmade = ctypes.CDLL(None).syscall(56, 0x10000011, 0, 0, 0, 0)\n"
          "if made == 0: os._exit(0)\nif made > 0: ax = None"),
    tries("tracing other processes",
          "import ctypes, os\nfor p in range(1, 50):\n    ctypes.CDLL(None).ptrace(16, p, 0, 0)\n"
          "    try: open(f'/proc/{p}/mem', 'r+b')\n    except OSError: continue\n"
          "    if p != os.getpid(): ax = None"),
    tries("filling the disks",
          "for p in ('/tmp/a', '/dev/shm/a', '/tmp/b', '/var/tmp/a'):\n    try:\n"
          "        with open(p, 'wb') as f:\n            while True: f.write(bytes(10**6))\n"
          "    except OSError: pass"),
    tries("a link for the next one", "import os\nos.symlink('/etc/passwd', '/tmp/matplotlib')"),
    tries("threads that do not end",
          "import threading\ndef f():\n    while True: pass\n"
          "for _ in range(3): threading.Thread(target=f, daemon=True).start()"),
    tries("something at the end",
          "import atexit, os\natexit.register(os._exit, 1)\nclass D:\n"
          "    def __del__(s): os._exit(3)\nd = D()"),
    tries("an audit hook",
          "import sys\ndef hook(*a): raise RuntimeError\nsys.addaudithook(hook)", SOME,
          "it stopped with RuntimeError"),
    tries("a patched matplotlib",
          "import matplotlib.axes\nmatplotlib.axes.Axes.get_title = lambda *a, **k: 1 / 0", SOME,
          "cannot be read"),
    tries("patched json", "import json\njson.dumps = lambda *a, **k: '{}'", log=STOPPED),
    tries("the socket of a service",
          "import socket\nfor a in ('\\0x', '/run/dbus/system_bus_socket', '/run/docker.sock'):\n"
          "    try: socket.socket(socket.AF_UNIX).connect(a)\n    except OSError: pass\n"
          "    else: ax = None"),
    tries("the answer to another question",
          "check('01.ink', 'A'); check('07x.bars', 'A', points=99)"),
    tries("a chart of NaN",
          "fig, ax = paper(6, 3)\nax.bar(['a'], [float('nan')])\nax.set_ylim = None", SOME),
    tries("a chart of a million bars", "fig, ax = paper(6, 3)\nax.plot(range(1_000_000))", SOME),
    tries("the answer of another's file",
          "import json\nfrom pathlib import Path\n"
          "for above in [Path.cwd(), *Path.cwd().parents][:4]:\n"
          "    for path in above.glob('**/*anna*/**/*.ipynb'):\n"
          "        for cell in json.loads(path.read_text())['cells']:\n"
          "            if 'answer_07x' in ''.join(cell['source']): globals()['ax'] = None"),
    tries("the gradebook",
          "import sqlite3\nfrom pathlib import Path\n"
          "for above in [Path.cwd(), *Path.cwd().parents]:\n"
          "    if (above / 'gradebook.db').exists():\n"
          "        with sqlite3.connect(above / 'gradebook.db') as book:\n"
          "            book.execute('update grade set extra_credit = 20')"),
    tries("a name that fails when it is read",
          "class E(Exception):\n    def __str__(s): raise s\nraise E"),
    tries("a name of the grader's process, by its socket",
          "import ctypes, signal, struct\nfrom ontherecord.grading.box import child\n"
          "end = child._Recorder.line.end\ntry:\n"
          "    peer = struct.unpack('i', end.getsockopt(1, 77, 4))[0]\n"
          "    if ctypes.CDLL(None).syscall(438, peer, 0, 0) >= 0: ax = None\n"
          "    signal.pidfd_send_signal(peer, 9)\nexcept OSError: pass"),
    tries("calls by the door for old programs",
          "import ctypes, mmap, platform\nif platform.machine() == 'x86_64':\n"
          "    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)\n"
          "    page.write(bytes.fromhex('b814000000cd80c3'))\n"
          "    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(\n"
          "        ctypes.c_char.from_buffer(page)))\n    if call() >= 0: ax = None"),
    tries("another program",
          "import os, sys\ntry: os.execv(sys.executable, [sys.executable, '-c', ''])\n"
          "except OSError: pass"),
    tries("another program in the background",
          "import subprocess, sys\ntry: subprocess.Popen([sys.executable, '-c', 'while 1: pass'])\n"
          "except OSError: pass\nelse: ax = None"),
    tries("timers, watches and large pipes, of which a user has few",
          "import ctypes, fcntl, os\nlibc, made = ctypes.CDLL(None), 0\n"
          "while made < 9999 and not libc.timer_create(0, None, ctypes.byref(ctypes.c_void_p())):\n"
          "    made += 1\nif made > 64 or libc.inotify_init() >= 0: ax = None\n"
          "try: fcntl.fcntl(os.pipe()[1], 1031, 1 << 20)\nexcept OSError: pass\nelse: ax = None"),
    tries("files sent to the grader",
          "import json, socket, struct\nfrom ontherecord.grading.box import child\n"
          "end = child._Recorder.line.end\nm = json.dumps({'error': 'x'}).encode()\n"
          "for _ in range(50): socket.send_fds(end, [struct.pack('!I', len(m)) + m], [0] * 99)"),
    tries("a byte out of turn",
          "import socket\nfrom ontherecord.grading.box import child\n"
          "try: child._Recorder.line.end.send(b'x', socket.MSG_OOB)\nexcept OSError: pass"),
    tries("a line that is shut",
          "from ontherecord.grading.box import child\nchild._Recorder.line.end.shutdown(1)",
          log=STOPPED),
    tries("every file closed", "import os\nos.closerange(0, 999)", log=STOPPED),
    tries("a line that a process left behind keeps open",
          "import os, time\nif not os.fork(): time.sleep(10**6)"),
    tries("an answer, and then no end",
          "import matplotlib.pyplot as plt\ncheck('07x.bars', plt.subplots()[1])\n"
          "while True: pass", log=STOPPED),
    tries("charts for the next one",
          "import matplotlib.pyplot as plt\nfor made in (plt.subplots, paper):\n"
          "    for cell in made.__closure__ or ():\n        held = cell.cell_contents\n"
          "        if isinstance(held, list): held[:] = [(None, None)]", SOME),
    tries("closing that hangs",
          "import matplotlib.pyplot as plt\n"
          "def close(*a):\n    while True: pass\nplt.close = close", log=STOPPED),
    tries("labels that hang",
          "import time\nfig, ax = paper(6, 3)\nax.bar(['a'], [1])\n"
          "ax.yaxis.set_major_formatter(lambda *a: time.sleep(10**6))", SOME),
    tries("everything that is loaded emptied",
          "import gc\nfor o in gc.get_objects():\n    if type(o) in (dict, list): o.clear()",
          log=STOPPED),
    tries("a number type written over",
          "import ctypes\nctypes.memset(id(int), 0, 400)", log=STOPPED),
    _forged("messages that fill the line",
            "for _ in range(300): put(b'{\"answer\": \"07x.bars\", \"error\": \"' + "
            "b'x' * 390_000 + b'\"}')"),
    _forged("markup in a refusal",
            "put(b'{\"answer\": \"07x.bars\", \"error\": \"<script>alert(1)</script>\"}')",
            "<script>"),
    tries("markup in every text of a chart",
          "import matplotlib.pyplot as plt\nm = '<img src=x onerror=alert(1)>'\n"
          "fig, ax = plt.subplots()\nax.bar([m, m + '2'], [1, 2])\nax.set_title(m)\n"
          "ax.set_ylabel(m); fig.supxlabel(m)", SOME),
    tries("an error of a hundred megabytes", "raise Exception('x' * 10**8)"),
    tries("an error that hangs when it is told",
          "class E(Exception):\n    def __str__(s):\n        while True: pass\nraise E",
          log=STOPPED),
    tries("an error whose class has a hostile name",
          "raise type('<b>\\nanna.ipynb: x\ud800', (Exception,), {})"),
    tries("an interrupt", "raise KeyboardInterrupt"),
    tries("no folder to work in", "import os\nos.rmdir(os.getcwd())"),
    tries("no recursion", "import sys\nsys.setrecursionlimit(40)"),
    tries("a clock that stands still", "import time\ntime.time = time.monotonic = lambda: 0"),
    tries("another way to draw", "import matplotlib\nmatplotlib.use('svg')"),
    tries("a chart of 3,000 texts",
          "fig, ax = paper(6, 3)\nfor n in range(3_000): ax.text(n, n, 'x' * 99)", SOME),
    tries("a number of a million digits where a number is",
          "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
          "ax.bar(['a'], [1])\nax.patches[0].set_height(10**300)", SOME),
]  # fmt: skip
