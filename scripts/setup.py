"""Make .venv with what `make lab`, `make test` and the others need; quick when it stands.

This file is written so that any Python 3 can read it: an old one gets a sentence, too.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
DEBIAN_PACKAGES = ["chromium", "fonts-dejavu-core", "fonts-noto-cjk", "fonts-noto-color-emoji"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def stop(sentence):
    sys.exit("On the Record: " + sentence)


def check_python():
    if sys.version_info < OLDEST:
        stop(
            "this is Python %d.%d, and the kit needs %d.%d or newer. Install it, then run "
            "`make PYTHON=python3.11 %s`." % (sys.version_info[:2] + OLDEST + (sys.argv[1],))
        )


def stands():
    """Whether .venv is complete and was made here: a moved one still points to its old place."""
    # venv writes this file last, with the place in it.
    activate = os.path.join(VENV, "bin", "activate")
    if not (os.path.exists(PYTHON) and os.path.exists(activate)):
        return False
    with open(activate, "rb") as file:
        return VENV.encode() in file.read()


def make_environment():
    if stands():
        return
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", VENV])
    if made != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "Python cannot make a virtual environment here. On Debian or Ubuntu run "
            "`sudo apt-get install python3-venv`, then try again."
        )


def wanted(purpose):
    """What is to be installed, and a mark that changes when that changes."""
    extra = "" if purpose == "lab" else "[test,grading,cluster]"
    mark = hashlib.sha256((sys.version + extra).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            mark.update(file.read())
    return "." + extra, mark.hexdigest()


def install(purpose):
    target, mark = wanted(purpose)
    stamp = os.path.join(VENV, "installed-" + ("lab" if purpose == "lab" else "test"))
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == mark:
                return
    print("On the Record: installing into .venv (the first time takes some minutes)", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = os.path.join(ROOT, "constraints.txt")
    if subprocess.call(command + ["-c", constraints, "-e", target], cwd=ROOT) != 0:
        stop("pip could not install what the kit needs. Check the network, then run this again.")
    with open(stamp, "w") as file:
        file.write(mark)


def find_browser():
    """Tests open pages in a real browser; on Debian as root it is installed here."""
    if os.environ.get("ONTHERECORD_NO_BROWSER") or any(map(shutil.which, BROWSERS)):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        apt = ["apt-get", "-qq", "-o", "Acquire::Retries=3"]
        subprocess.call(apt + ["update"], env=environment)
        install = apt + ["install", "-y", "--no-install-recommends"]
        if subprocess.call(install + DEBIAN_PACKAGES, env=environment) == 0:
            return
    stop(
        "the browser tests need Chromium, and it was not found. Install it (on Debian: "
        "`sudo apt-get install chromium`), or set ONTHERECORD_NO_BROWSER=1 to leave them out."
    )


def main():
    purpose = sys.argv[1] if len(sys.argv) > 1 else "lab"
    check_python()
    make_environment()
    install(purpose)
    if purpose in ("test", "bench"):
        find_browser()


if __name__ == "__main__":
    main()
