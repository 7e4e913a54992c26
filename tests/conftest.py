"""What tests share: a real browser, and answers that never reach a learner's folder."""

import os
import shutil

import pytest

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


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory):
    """A real JupyterLab: the address of a notebook in it, and the folder of the notebooks."""
    from lab import started

    find_chromium()
    home = tmp_path_factory.mktemp("lab")
    folder = home / "course"
    folder.mkdir()
    with started(folder, home / "home") as address:
        yield address, folder


@pytest.fixture
def page(browser):
    """A fresh page with storage of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(jupyterlab, page, request):
    """A learner's own folder in JupyterLab; no kernel is left running in it."""
    from lab import Desk, stop_kernels

    address, course = jupyterlab
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[-60:]
    yield Desk(address, course, name, page)
    stop_kernels(address)
