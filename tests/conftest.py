"""What tests share: a real browser, and answers that never reach a learner's folder."""

import os
import shutil

import pytest
from hypothesis import settings

# How long an example takes is a matter of the machine, and no fault.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def answers_folder(tmp_path, monkeypatch):
    """A fresh folder for the answers of each test."""
    folder = tmp_path / "my-answers"
    monkeypatch.setenv("ONTHERECORD_ANSWERS", str(folder))
    return folder


def find_chromium():
    """The path of the browser; without one the tests fail, and say what to do."""
    if os.environ.get("ONTHERECORD_NO_BROWSER"):
        pytest.skip("ONTHERECORD_NO_BROWSER is set: the browser tests were left out on purpose.")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail(
        "The browser tests need Chromium, and it was not found. Install it (on Debian: "
        "apt-get install chromium), or set ONTHERECORD_NO_BROWSER=1 to leave these tests out.",
        pytrace=False,
    )
    return None


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium for the whole run."""
    path = find_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


def serve(home, *without):
    """A real JupyterLab: the address of a notebook in it, and the folder of the notebooks."""
    from lab import started

    find_chromium()
    folder = home / "course"
    folder.mkdir()
    with started(folder, home / "home", *without) as address:
        yield address, folder


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory):
    """The JupyterLab that learners have."""
    yield from serve(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="session")
def jupyterlab_without_widgets(tmp_path_factory):
    """A JupyterLab that shows no widgets, as in a locked-down place."""
    from lab import WIDGETS

    yield from serve(tmp_path_factory.mktemp("plain-lab"), WIDGETS)


@pytest.fixture
def page(browser):
    """A fresh page with storage of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sit_down(server, page, request):
    from lab import Desk, stop_kernels

    address, course = server
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[-60:]
    yield Desk(address, course, name, page)
    stop_kernels(address)


@pytest.fixture
def desk(jupyterlab, page, request):
    """A learner's own folder in JupyterLab; no kernel is left running in it."""
    yield from sit_down(jupyterlab, page, request)


@pytest.fixture
def plain_desk(jupyterlab_without_widgets, page, request):
    """The same where no widget is shown."""
    yield from sit_down(jupyterlab_without_widgets, page, request)
