"""The commands of the kit: `ontherecord lab`, `lessons`, `grade`, `answers`, `assess` and more."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from ontherecord.errors import OnTheRecordError

FIRST_NOTEBOOK = Path("notebooks", "00-start-here.ipynb")
# JupyterLab by itself asks other computers for news, for updates and for extensions.
ASK_NOBODY = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
# What JupyterLab reads from here: nor does it ask the learner whether it may fetch news.
JUPYTER = Path(__file__).parent / "jupyter"


class Told(click.ClickException):
    """An error of ours as the command line tells it: one sentence, exit code 1."""


class Commands(click.Group):
    """Commands whose errors are told in a sentence, never as a traceback."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except OnTheRecordError as error:
            raise Told(str(error)) from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # Nobody reads on.
                raise
            what = error.filename or "What the command says"
            raise Told(f"{what} cannot be written or read ({error.strerror or error}).") from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """On the Record: read business news, tag sources and claims, check the figures."""


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab at the first notebook.

    OPTIONS are JupyterLab's own, such as --no-browser.
    """
    if not FIRST_NOTEBOOK.exists():
        raise Told(f"There is no {FIRST_NOTEBOOK} here. Run this at the top of the checkout.")
    more = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(JUPYTER), *([more] if more else [])])
    from jupyterlab.labapp import LabApp

    # In a container one often is root, and JupyterLab refuses to start without this.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    # A file as argument would make its folder the top, and hide the exercises.
    first = f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK.as_posix()}"
    LabApp.launch_instance([first, *ASK_NOBODY, *root, *options])


@main.command()
def doctor() -> None:
    """Say whether this computer has all that the kit needs."""
    from ontherecord.doctor import examine

    report = examine()
    click.echo(repr(report))
    if not report.ready:
        raise SystemExit(1)


@main.command()
@click.argument("units", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail when a notebook is out of date.")
def lessons(units: tuple[str, ...], check: bool) -> None:
    """Build notebooks/, exercises/ and solutions/ from lessons/.

    UNITS, such as 04, build only these.
    """
    from ontherecord import lessons as pipeline

    root = Path.cwd()
    if not (root / "lessons").is_dir():
        raise Told("There is no folder lessons/ here. Run this at the top of the checkout.")
    if not check:
        for path in pipeline.build(root, units=units):
            click.echo(path.relative_to(root))
        return
    found = pipeline.differences(root)
    if found:
        raise Told("\n".join(found))
    click.echo("Every notebook is what its lesson gives.")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def freeze(folder: Path) -> None:
    """Renew the hash and the tokens of the article in FOLDER, after its text was changed."""
    from ontherecord.article import freeze as frozen

    article = frozen(folder)
    click.echo(f"{article.id}: {len(article.sentences)} sentences, {len(article.tokens)} tokens")


@main.command()
@click.argument("submissions", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
@click.option(
    "--unit", "units", multiple=True, help="A unit that counts, such as 04x; may be repeated."
)
@click.option(
    "--no-explanations", is_flag=True, help="Feedback pages leave out all that tells the key."
)
@click.option(
    "--unsafe-run-without-sandbox",
    "unsafe",
    is_flag=True,
    help="Run learners' code with all that you may do yourself, where there is no sandbox.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(0, 256),
    help="How many processes mark at a time; 0 for one for each processor.",
)
@click.option(
    "--scheduler",
    help="The address of a dask scheduler whose workers mark, such as tcp://HOST:8786.",
)
def grade(
    submissions: Path,
    out: Path,
    units: tuple[str, ...],
    no_explanations: bool,
    unsafe: bool,
    workers: int,
    scheduler: str | None,
) -> None:
    """Mark the notebooks in SUBMISSIONS, a folder or a zip file.

    Answers in code, such as charts, are run in a sandbox; nothing else is run.
    """
    # Nearly all that is loaded stays: to look through it again and again would take a fifth of
    # the time, and once more at the end a hundredth.
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)
    with ExitStack() as stack:
        stack.enter_context(_ended_like_ctrl_c())
        spread = None
        if scheduler or workers != 1:
            from ontherecord.grading import spreading

            if scheduler:
                made = spreading.cluster(scheduler)
            else:
                made = spreading.in_processes(workers or spreading.cores(), not unsafe)
            # First of all: the sandbox loads while this process goes on.
            spread = stack.enter_context(made)
        _refuse_without_keys()
        from ontherecord.grading import run

        spread = spread or run.in_this_process
        bar = stack.enter_context(click.progressbar(length=1, label="Marking"))

        def tell(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        told: list[str] = []
        explain = not no_explanations
        try:
            run.grade(submissions, out, units, explain, tell, not unsafe, spread, told.append)
        except KeyboardInterrupt:
            click.echo("\nStopped. Run the same command again, and it goes on from here.", err=True)
            raise
    click.echo("\n".join(told))
    click.echo(f"Marks, feedback and the log are in {out}.")


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """While inside, a closed terminal or a request to end takes the way of Ctrl+C: all ends."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    for number, old in before.items():
        if old == signal.SIG_DFL:  # Else somebody, such as nohup, wants something else.
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _refuse_without_keys() -> None:
    from ontherecord import questions

    if not questions.marked():
        raise Told("This is the learners' kit, which holds no keys. Mark with the full kit.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--unit", "units", multiple=True, help="04 for a guide, 04x for its exercise; may be repeated."
)
def release(folder: Path, units: tuple[str, ...]) -> None:
    """Write what learners of a graded course get into FOLDER: no solutions and no keys.

    Run this at the top of the checkout.  The exercises in FOLDER are an assignment for nbgrader.
    """
    from ontherecord.release import release as released

    written = released(folder, units)
    click.echo(f"{len(written)} files are in {folder}. Hand out the whole folder.")


@main.group()
def answers() -> None:
    """Your answers and minutes: save a copy, bring one in, delete everything.

    Run it at the top of the course, or in notebooks/ or exercises/.
    """


@answers.command("export")
@click.argument("file", default="my-answers-copy.json")
def answers_export(file: str) -> None:
    """Write a copy of all answers and minutes to FILE; another file is never overwritten."""
    from ontherecord.selfstudy import keeping

    click.echo(keeping.export(file).text.removeprefix("→ "))


@answers.command("import")
@click.argument("file", default="my-answers-copy.json")
def answers_import(file: str) -> None:
    """Add the answers of the copy FILE to those that are here; nothing is lost."""
    from ontherecord.selfstudy import keeping

    click.echo(keeping.bring(file).text.removeprefix("→ "))


@answers.command("delete")
@click.option("--yes", is_flag=True, help="Do not ask.")
def answers_delete(yes: bool) -> None:
    """Delete all answers and minutes, after a question."""
    from ontherecord.selfstudy import keeping

    click.echo(f"This deletes {keeping.what_goes()}.")
    if not yes:
        click.confirm("Delete everything?", abort=True)
    click.echo(keeping.deleted().text.removeprefix("→ "))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--code-words", type=int, help="Print that many code words, half of them for A then B."
)
def assess(paths: tuple[Path, ...], code_words: int | None) -> None:
    """Report what changed between the forms before and after the course.

    PATHS are folders, answer files (assessment.json) or notebooks of a group.  No file is run or
    changed, and nobody gets a figure alone.
    """
    if code_words is not None:
        from ontherecord.assessment.sheet import code_words as made

        click.echo("\n".join(made(code_words)))
        return
    _refuse_without_keys()
    if not paths:
        raise Told("Give a folder with the files of a group: ontherecord assess FOLDER.")
    from ontherecord.assessment.report import assess as assessed

    click.echo(assessed(*paths))
