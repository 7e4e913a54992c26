"""The real JupyterLab, started for tests: a free port, a token, settings of its own."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ANNOUNCEMENTS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


@contextmanager
def started(folder: Path, home: Path):
    """A JupyterLab whose files are `folder`; gives its address with the token."""
    config = home / "config"
    (config / "labconfig").mkdir(parents=True)
    page_config = config / "labconfig" / "page_config.json"
    page_config.write_text(json.dumps(ANNOUNCEMENTS), encoding="utf-8")
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
        self.page, self.address, self.path = page, address, path
        page.set_default_timeout(60_000)
        self.open()

    def open(self) -> None:
        """Goes to the notebook and waits until its kernel can be used."""
        self.page.goto(self.address.format(path=self.path))
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        # Run All that is sent before the kernel answers is silently dropped.
        self.page.wait_for_function(
            "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status"
            " === 'idle'"
        )

    def command(self, name: str, **arguments) -> None:
        """Runs one of JupyterLab's own commands."""
        self.page.evaluate("([n, a]) => window.jupyterapp.commands.execute(n, a)", [name, arguments])

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

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
              .filter((cell) => cell.model.type === 'code')
              .flatMap((cell) => cell.model.outputs.toJSON())
              .filter((output) => output.output_type === 'error')
              .map((output) => output.evalue)"""
        )

    def show(self, text: str) -> None:
        """Scrolls to the first cell whose source holds that text: only what is near is drawn."""
        self.page.evaluate(
            """(text) => {
              const notebook = window.jupyterapp.shell.currentWidget.content;
              const place = notebook.widgets.findIndex(
                (cell) => cell.model.sharedModel.source.includes(text));
              notebook.activeCellIndex = place;
              return notebook.scrollToItem(place, 'start');
            }""",
            text,
        )

    def output_of(self, text: str):
        """The outputs of the first cell whose source holds that text."""
        self.show(text)
        place = next(n for n, source in enumerate(self.cell_sources()) if text in source)
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{place}"] .jp-OutputArea')

    def use_theme(self, name: str) -> None:
        """Switches JupyterLab's theme and waits until it is drawn."""
        self.command("apputils:change-theme", theme=name)
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
