"""The commands of the kit: `ontherecord doctor`, `lessons`, `freeze`."""

from __future__ import annotations

from pathlib import Path

import click

from ontherecord.errors import OnTheRecordError


class Told(click.ClickException):
    """An error of ours as the command line tells it: one sentence, exit code 1."""


class Commands(click.Group):
    """Commands whose errors are told in a sentence, never as a traceback."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except OnTheRecordError as error:
            raise Told(str(error)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """On the Record: read business news, tag sources and claims, check the figures."""


@main.command()
def doctor() -> None:
    """Say whether this computer has all that the kit needs."""
    from ontherecord.doctor import examine

    report = examine()
    click.echo(repr(report))
    if not report.ready:
        raise SystemExit(1)


@main.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a notebook is out of date.")
def lessons(check: bool) -> None:
    """Build notebooks/, exercises/ and solutions/ from lessons/."""
    from ontherecord import lessons as pipeline

    root = Path.cwd()
    if not (root / "lessons").is_dir():
        raise Told("There is no folder lessons/ here. Run this at the top of the checkout.")
    if not check:
        for path in pipeline.build(root):
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
