"""The real JupyterLab, started for tests: a free port, a token, settings of its own."""

import html
import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import nbformat

from ontherecord.answers import from_notebook

ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"
WIDGETS = "@jupyter-widgets/jupyterlab-manager"


_SCROLLED_TO = """async (place) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const node = () => notebook.widgets[place].node;
  const seen = () => node().isConnected && node().getBoundingClientRect().top < innerHeight
    && node().getBoundingClientRect().bottom > 0;
  if (seen()) return true;
  notebook.activeCellIndex = place;
  await notebook.scrollToItem(place, "start");
  return false;
}"""


@contextmanager
def started(folder: Path, home: Path, *without: str):
    """A JupyterLab without these extensions, for `folder`; gives its address with the token."""
    config = home / "config"
    (config / "labconfig").mkdir(parents=True)
    page_config = config / "labconfig" / "page_config.json"
    disabled = {"disabledExtensions": dict.fromkeys((ANNOUNCEMENTS, *without), True)}
    page_config.write_text(json.dumps(disabled), encoding="utf-8")
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    # Answers belong beside the notebook here, as they do for a learner.
    environment.pop("ONTHERECORD_ANSWERS", None)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ServerApp.port=0", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    log = home / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=home)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(30)


def write_notebook(path: Path, *cells: str) -> None:
    """Writes a notebook with those cells, for the kernel that learners have."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def stop_kernels(address: str) -> None:
    """Stops every kernel: what a test leaves running takes memory from the next one."""
    base, token = re.match(r"(.*)/lab/tree/.*token=(\w+)", address).groups()

    def ask(method: str, place: str) -> bytes:
        headers = {"Authorization": f"token {token}"}
        request = Request(f"{base}/api/{place}", method=method, headers=headers)
        with urlopen(request, timeout=30) as reply:
            return reply.read()

    for session in json.loads(ask("GET", "sessions")):
        ask("DELETE", f"sessions/{session['id']}")


def _address(process: subprocess.Popen, log: Path) -> str:
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:(\d+)/lab\?token=(\w+)", log.read_text("utf-8"))
        if found:
            return f"http://127.0.0.1:{found[1]}/lab/tree/{{path}}?token={found[2]}"
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-2000:]}")


class Notebook:
    """A notebook that is open in a browser's page."""

    def __init__(self, page, address: str, path: str) -> None:
        # A workspace of its own: else JupyterLab opens again what an earlier test had open.
        workspace = f"/lab/workspaces/{uuid4().hex}/tree/"
        self.page, self.path = page, path
        self.address = address.replace("/lab/tree/", workspace)
        page.set_default_timeout(60_000)
        self.open()

    def open(self) -> None:
        """Goes to the notebook and waits until its kernel can be used."""
        self.page.goto(self.address.format(path=self.path))
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        # Run All that is sent before the kernel answers is silently dropped.  After a restart the
        # page can miss the word that the kernel is ready; a question to it brings the word again.
        self.page.wait_for_function(
            """() => {
              const context = window.jupyterapp?.shell?.currentWidget?.sessionContext;
              const kernel = context?.session?.kernel;
              if (kernel?.status === 'starting') kernel.requestKernelInfo().catch(() => {});
              return kernel?.status === 'idle';
            }""",
            polling=300,
        )

    def command(self, name: str, **arguments) -> None:
        """Runs one of JupyterLab's own commands."""
        self.page.evaluate(
            "([n, a]) => window.jupyterapp.commands.execute(n, a)", [name, arguments]
        )

    def run_all(self) -> None:
        """Runs every cell and waits for the last one, or for one that fails."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(
            """() => {
              const cells = window.jupyterapp.shell.currentWidget.content.widgets;
              const code = cells.filter((cell) => cell.model.type === 'code');
              const failed = code.some((cell) =>
                cell.model.outputs.toJSON().some((output) => output.output_type === 'error'));
              return failed || code.every((cell) => cell.model.executionCount > 0);
            }"""
        )
        self._wait_for_kernel()

    def restart(self) -> None:
        """Restarts the kernel, as a learner would, and waits for it."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
        )
        self._wait_for_kernel()

    def save(self) -> None:
        """Saves the notebook file and waits until that is done."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")

    def cell_sources(self) -> list[str]:
        """The text of every cell."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets"
            ".map((cell) => cell.model.sharedModel.source)"
        )

    def outputs_as_text(self) -> str:
        """The HTML and the plain text of all outputs, with HTML's own signs written out."""
        found = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
              .filter((cell) => cell.model.type === 'code')
              .flatMap((cell) => cell.model.outputs.toJSON())
              .flatMap((output) => [output.data?.['text/html'], output.data?.['text/plain']])
              .flat().filter(Boolean)"""
        )
        return html.unescape("\n".join(found))

    def write(self, place: int, source: str) -> None:
        """Puts that text into the cell at that place."""
        self.page.evaluate(
            "([place, source]) => window.jupyterapp.shell.currentWidget.content"
            ".widgets[place].model.sharedModel.setSource(source)",
            [place, source],
        )

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
              .filter((cell) => cell.model.type === 'code')
              .flatMap((cell) => cell.model.outputs.toJSON())
              .filter((output) => output.output_type === 'error')
              .map((output) => output.evalue)"""
        )

    def show(self, text: str) -> int:
        """Scrolls to the first cell whose source holds that text; gives its place."""
        place = next(n for n, source in enumerate(self.cell_sources()) if text in source)
        return self.show_place(place)

    def show_place(self, place: int) -> int:
        """Scrolls to the cell at that place, counted from 0; gives the place.

        Only what is near is drawn, and cells that are drawn push others away: so it is scrolled
        to until it has stayed where it is.
        """
        calm = 0
        for _ in range(100):
            calm = calm + 1 if self.page.evaluate(_SCROLLED_TO, place) else 0
            if calm == 3:
                return place
            self.page.wait_for_timeout(100)
        raise AssertionError(f"JupyterLab does not show cell {place}.")

    def output_of(self, text: str):
        """The outputs of the first cell whose source holds that text."""
        place = self.show(text)
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{place}"] .jp-OutputArea')

    def use_theme(self, name: str) -> None:
        """Switches JupyterLab's theme and waits until it is drawn."""
        self.command("apputils:change-theme", theme=name)
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")


class Desk:
    """A learner's folder in JupyterLab, and a page to work in."""

    def __init__(self, address: str, course: Path, name: str, page) -> None:
        self.address, self.page, self.name = address, page, name
        self.folder = course / name
        self.folder.mkdir()

    def opened(self, path: str, page=None) -> Notebook:
        """That notebook of the folder in a page, as it is: nothing is run."""
        return Notebook(page or self.page, self.address, f"{self.name}/{path}")

    def run(self, path: str) -> Notebook:
        """That notebook in the page after Run All, which must go well."""
        notebook = self.opened(path)
        notebook.run_all()
        assert notebook.errors() == []
        return notebook

    def value(self, name: str):
        """The answer to that question in the answer file."""
        file = self.folder / "my-answers" / f"{name.split('.')[0]}.json"
        entries = json.loads(file.read_text("utf-8"))["answers"] if file.exists() else {}
        return entries.get(name, {}).get("value")

    def receipt(self, notebook: Notebook, name: str):
        """The answer to that question which the notebook file carries, once it is saved."""
        notebook.save()
        file = self.folder / Path(notebook.path).name
        return from_notebook(json.loads(file.read_text("utf-8"))).get(name)

    def wait_for(self, condition) -> None:
        """Waits until the condition holds."""
        for _ in range(100):
            if condition():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("It did not happen within ten seconds.")

    def picture(self, name: str) -> None:
        """Keeps a screenshot where SCREENSHOTS says so, for a person to look at."""
        if place := os.environ.get("SCREENSHOTS"):
            Path(place).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(place) / f"{name}.png")
