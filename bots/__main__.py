"""`python -m bots`: prints the table, and fails when a bar is missed.  `python -m bots freeze`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from bots import course, forms, given, misreadings, story_keys, tells
from bots.misreadings import PAIR_RUNS
from bots.table import Line
from ontherecord import questions
from ontherecord.errors import OnTheRecordError


def parts() -> Iterator[tuple[str, Iterable[Line]]]:
    """The table's parts, each with its title."""
    yield (
        "Points: raw, corrected for chance, the same where answers are offered; flagged",
        [
            *course.scores(),
            *course.statements(),
        ],
    )
    yield (
        f"Misreadings: what is named in {misreadings.RUNS} runs, of pairs in {PAIR_RUNS}",
        [
            keys(),
            claims(),
            misreadings.slips_named(),
            *misreadings.singles(),
            misreadings.no_misreading(),
            misreadings.pairs(),
        ],
    )
    yield "Questions that can tell of each misreading", course.coverage()
    yield "Balance", [course.letters(), stories(), *forms.lines()]


def stories() -> Line:
    """Whether the wording of a story tells that it is a trap."""
    told, of = tells.told_apart(), len(tells.pairs())
    chance = tells.chance_of(told, of)
    figures = (f"{told} of {of} traps told", f"by chance {chance:.2f}")
    return Line("classifier on the stories", figures, "above 0.05", chance > tells.BY_CHANCE)


def keys() -> Line:
    """Whether each question accepts what it accepted when the answers were frozen, and no more."""
    names, of = given.changed(), len(questions.names())
    figures = (f"{of - len(names)} of {of} questions", " ".join(names[:2]))
    return Line("answers as they were frozen", figures, "all", not names)


def claims() -> Line:
    """Whether each claim of each story has the key that it had when the keys were frozen."""
    names, of = story_keys.changed(), len(story_keys.now())
    figures = (f"{of - len(names)} of {of} claims", ", ".join(names[:2]))
    return Line("keys as they were frozen", figures, "all", not names)


def unknown() -> list[str]:
    """The names of questions that are new or gone."""
    return sorted(set(given.answers()) ^ set(questions.names()))


def main() -> int:
    """Prints everything and gives the exit code."""
    if sys.argv[1:] == ["freeze"]:
        given.freeze()
        story_keys.freeze()
        print("Wrote answers.json and keys.json. Read what changed before you commit it.")
        return 0
    if sys.argv[1:]:
        print("Write python -m bots, or python -m bots freeze.")
        return 2
    if names := unknown():
        print(f"New or gone questions: {', '.join(names)}. Run python -m bots freeze.")
        return 1
    missed = 0
    try:
        for title, lines in parts():
            print(f"\n{title}")
            for line in lines:
                missed += not line.met
                print(line)
    except OnTheRecordError as error:
        print(f"A question or a key cannot be used. {error}")
        return 1
    print(f"\n{missed} missed." if missed else "\nEvery bar is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
