"""What the bots come to on the two forms of the assessment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from statistics import mean

from bots.course import RANDOM_RUNS
from bots.learners import on_forms
from bots.table import Line
from ontherecord.assessment import Form, Marked, forms, mark
from ontherecord.questions import misconceptions

ALIKE = 0.7
"""How far d' of one bot may lie apart on the two forms: about two answers of sixteen."""


def _marked(form: Form, name: str, seed: int) -> Marked:
    chance, rule = random.Random(f"{name} {seed}"), on_forms(name)
    return mark(form, {one.id: rule(one, chance) for one in form.statements})


def lines() -> Iterator[Line]:
    """Each bot on form A and form B: d' and c, and whether they are as they should be."""
    tests = {
        "gold": lambda d, c: d > 2.5 and abs(c) < 0.01,
        "believer": lambda d, c: abs(d) < 0.01 and c < -0.5,
        "cynic": lambda d, c: abs(d) < 0.01 and c > 0.5,
        "random": lambda d, c: abs(d) < 0.5 and abs(c) < 0.5,
        "cue words": lambda d, c: d < 1,
    }
    bars = {
        "gold": "d' above 2.5, c 0",
        "believer": "d' 0, c below -0.5",
        "cynic": "d' 0, c above 0.5",
        "random": "within 0.5 of 0",
        "cue words": "d' below 1",
    }
    for name, test in tests.items():
        figures, met, apart = [], True, 0.0
        for form in forms().values():
            found = [_marked(form, name, seed) for seed in range(RANDOM_RUNS)]
            d, c = mean(one.d_prime for one in found), mean(one.c for one in found)
            figures.append(f"{form.id}: d' {d:.2f}, c {c:.2f}")
            met = met and test(d, c)
            apart = abs(d - apart)
        met = met and apart <= ALIKE
        yield Line(f"{name} on the forms", tuple(figures), f"{bars[name]}, A like B", met)
    yield _same_plan()
    yield _lengths()


def _same_plan() -> Line:
    """A learner with one misreading must lose as much on either form."""
    lost = {}
    for form in forms().values():
        for id in misconceptions():
            answers = {
                s.id: s.right if s.misconception != id else {"yes": "no", "no": "yes"}[s.right]
                for s in form.statements
            }
            lost[form.id, id] = 16 - sum(mark(form, answers).right.values())
    apart = [abs(lost["A", id] - lost["B", id]) for id in misconceptions()]
    figures = (f"A and B differ by {max(apart)} at most", f"{sum(apart)} in all")
    return Line("statements lost to one misreading", figures, "1 at most", max(apart) <= 1)


def _lengths() -> Line:
    """The forms are equally long to read, and sound statements are not the longer ones."""
    found = {}
    for form in forms().values():
        pages = sum(len(" ".join(page.sentences).split()) for page in form.pages)
        asked = [(s.sound, len(s.text.split())) for s in form.statements]
        gap = mean(n for sound, n in asked if sound) - mean(n for sound, n in asked if not sound)
        found[form.id] = (pages + sum(n for _, n in asked), gap)
    (a, gap_a), (b, gap_b) = found["A"], found["B"]
    figures = (f"A {a} words, B {b}", f"sound longer by {gap_a:.1f} and {gap_b:.1f} words")
    met = abs(a - b) <= 0.1 * max(a, b) and max(abs(gap_a), abs(gap_b)) <= 3
    return Line("length of the forms", figures, "10%, 3 words", met)
