"""A class of bots as notebooks that somebody could have handed in, and the marks they must get.

What each answer is worth follows from how it was made, by the rules of docs/questions.md, and not
from the code that marks.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bots import given
from ontherecord import questions
from ontherecord.questions.question import Question
from ontherecord.receipts import receipt

SOLUTIONS = Path("solutions")
_CHECK = re.compile(r'check\("([^"]+)"')
_WRONG_RULE = "def change(old, new):\n    return (new - old) / new * 100"


def write(
    folder: Path, learners: int, units: Sequence[str], seed: int = 0
) -> dict[str, dict[str, float]]:
    """Writes the class; by learner and question, the share of the points that it was built to get.

    `units` are exercises such as 04x.  Run it at the top of the checkout.
    """
    folder.mkdir(parents=True, exist_ok=True)
    built: dict[str, dict[str, float]] = {}
    for number in range(learners):
        learner, chance = f"bot{number:05}", random.Random(f"{seed} {number}")
        shares = built[learner] = {}
        for unit in units:
            source = next(SOLUTIONS.glob(f"{unit.removesuffix('x')}-*.ipynb"))
            notebook = json.loads(source.read_text(encoding="utf-8"))
            shares |= _answered(notebook, chance)
            path = folder / f"{learner}-{source.name}"
            path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return built


def _answered(notebook: dict[str, Any], chance: random.Random) -> dict[str, float]:
    """Puts answers into the notebook, and gives what they are worth."""
    shares = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        cell["outputs"] = []
        found = _CHECK.search(source)
        if not found:
            continue
        question = questions.load(found[1])
        if question.code:
            shares[question.name] = _code(question, notebook, cell, chance)
            continue
        value, share = chance.choice([*_ways(question), (None, 0.0)])
        shares[question.name] = share
        if value is not None:
            data = receipt(question.name, value, "", "")
            output = {"output_type": "display_data", "metadata": {}, "data": data}
            cell["outputs"] = [output]
    return shares


def _ways(question: Question) -> Iterator[tuple[Any, float]]:
    """Answers to a question, each with the share of the points that it is worth."""
    known = given.answers()[question.name]
    yield known["gold"], 1.0
    for with_evidence, _ in known["alternatives"][:3]:
        yield with_evidence, 1.0
    for values in known["slips"].values():
        for value in values:
            share = _worth(question.type, value, known["gold"])
            if share is not None:
                yield value, share


def _worth(type: str, value: Any, gold: Any) -> float | None:
    """The share for a slip, where the type has a plain rule for it."""
    if type in ("choice", "number"):
        return 0.0
    if type == "select":
        hits = len({*value} & {*gold})
        return max(0.0, (hits - (len(value) - hits)) / len(gold))
    if type == "matrix":
        return sum(value.get(row) == label for row, label in gold.items()) / len(gold)
    return None


def _code(
    question: Question, notebook: dict[str, Any], cell: dict[str, Any], chance: random.Random
) -> float:
    way = chance.choice(["right", "right", "none", "wrong"])
    if way == "none":
        cell["source"] = "# not answered"
    if way == "wrong" and question.type == "chart":
        # Whatever else the chart has, it has no title any more: one check of all fails.
        checks = len(question.checks)
        cell["source"] = 'ax.set_title("")\n' + "".join(cell["source"])
        return 1 - 1 / checks if "title" in question.checks else 1.0
    if way == "wrong":
        made = next(c for c in notebook["cells"] if "def change(" in "".join(c["source"]))
        made["source"] = _WRONG_RULE
    return float(way == "right")


def points(built: dict[str, float]) -> float:
    """The points of the learner with those shares."""
    earned = (round(share, 4) * questions.load(name).points for name, share in built.items())
    return round(sum(round(one, 2) for one in earned), 2)
