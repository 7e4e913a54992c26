"""The bots tell a misreading from a sound reading, and a key that is edited wrongly stops them."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from bots import course, cue_words, forms, given, misreadings
from bots.__main__ import main
from bots.learners import ACTS, constant, guessing, leanings, misreading
from bots.scoring import dealt, earned, guess
from ontherecord import questions
from ontherecord.diagnosis import Told, flags

ROOT = Path(__file__).parent.parent


def missed(lines):
    return [line for line in lines if not line.met]


def test_the_frozen_answers_are_those_of_the_questions_that_there_are():
    assert given.changed() == [], "run python -m bots freeze"


@pytest.mark.parametrize(
    "part", [course.scores, course.statements, misreadings.singles, course.coverage, forms.lines]
)
def test_every_bar_is_met(part):
    assert missed(part()) == []


@pytest.mark.parametrize(
    "line", [misreadings.pairs, misreadings.no_misreading, misreadings.slips_named, course.letters]
)
def test_a_bar_of_its_own_is_met(line):
    assert line().met, line()


def run_bots(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "bots", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied(tmp_path):
    """A copy of what the bots need, whose keys may be spoiled."""
    for name in ("bots", "data", "ontherecord"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_command_prints_the_table_and_ends_well(copied):
    ran = run_bots(copied)
    assert ran.returncode == 0, ran.stdout
    assert "Every bar is met." in ran.stdout and "MISSED" not in ran.stdout


def edited(file, old, new):
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), "utf-8")


KEY = "articles/alibaba-2022/key.toml"
WRONG_KEYS = {
    "the right option": (
        ("questions/04.toml", "credit = 1\n", "credit = 0\nmisconception = 'M1'\n"),
        "cannot be used",
    ),
    "a misreading": (
        ("questions/04.toml", 'misconception = "M1"', 'misconception = "M17"'),
        "MISSED  slips that name their misreading",
    ),
    "a claim that a question asks for": (
        (KEY, 'id = "C41"\n', 'id = "C4"\n'),
        "cannot be used",
    ),
    "the statuses": (
        ("articles/cold-ollerby/key.toml", 'status = "view"', 'status = "confirmed"'),
        "MISSED  gold",
    ),
    "a status that none asks for": (
        (KEY, 'status = "own voice"', 'status = "view"'),
        "MISSED  keys as they were frozen",
    ),
    "an alternative": (
        (
            KEY,
            '[[claim.accept]]\nstatus = "reported"\nevidence = [8]',
            '[[claim.accept]]\nstatus = "view"\nevidence = [8]',
        ),
        "MISSED  keys as they were frozen",
    ),
    "the range of a number": (
        ("questions/06.toml", 'expr = "percent_change(', 'expr = "point_change('),
        "MISSED  gold",
    ),
}


@pytest.mark.parametrize("fault", WRONG_KEYS)
def test_a_key_that_is_edited_wrongly_makes_the_bots_fail_and_say_where(copied, fault):
    (file, old, new), wanted = WRONG_KEYS[fault]
    edited(copied / "data" / file, old, new)
    ran = run_bots(copied)
    assert ran.returncode == 1 and "Traceback" not in ran.stderr, ran.stdout + ran.stderr
    assert wanted in ran.stdout


def test_freezing_takes_in_a_key_that_was_changed_on_purpose(copied):
    edited(copied / "data" / KEY, 'status = "own voice"', 'status = "view"')
    assert run_bots(copied, "freeze").returncode == 0
    ran = run_bots(copied)
    assert "ok      keys as they were frozen" in ran.stdout


def test_a_question_without_a_frozen_answer_is_named(copied):
    file = copied / "bots" / "answers.json"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:1] + lines[2:]), "utf-8")
    ran = run_bots(copied)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "New or gone questions: 00.map. Run python -m bots freeze." in ran.stdout


def test_an_unknown_word_is_told(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bots", "frezze"])
    assert main() == 2
    assert "python -m bots freeze" in capsys.readouterr().out


def test_guessing_is_worth_the_mean_of_all_answers():
    # Four options, one right and three wrong.
    name = next(
        q.name
        for q in questions.all_questions()
        if q.type == "choice" and [o.credit for o in q.options].count(0) == 3
    )
    assert guess(name) == 0.25
    numbers = [q.name for q in questions.all_questions() if q.type == "number"]
    assert {guess(name) for name in numbers} == {0}


MATRICES = [q for q in questions.all_questions() if q.type == "matrix"]


@pytest.mark.parametrize("question", MATRICES, ids=lambda question: question.name)
def test_one_label_in_every_row_earns_nothing_beyond_chance(question):
    value = constant(0).answer(question, None)
    assert earned(question, value)[1] == pytest.approx(0, abs=1e-3)
    assert earned(question, question.gold()) == (1, 1)


def test_labels_dealt_to_the_rows_earn_the_mean_over_all_rows():
    question = next(q for q in MATRICES if all(len(row.labels) == 1 for row in q.rows))
    gold = question.gold()
    same = sum(list(gold.values()).count(label) for label in gold.values())
    assert dealt(question, gold) == pytest.approx(same / len(gold) ** 2)
    assert dealt(question, None) == 0


@pytest.mark.parametrize("name", questions.names())
def test_the_cue_bot_and_the_guessing_bot_give_answers_that_can_be_read(name):
    question = questions.load(name)
    for value in (
        cue_words.answer(question),
        guessing().answer(question, Random(name)),
    ):
        assert question.judge(value).state != "invalid"


@pytest.mark.parametrize(("bot", "accepts"), list(zip(leanings(), (True, False), strict=True)))
def test_the_believer_takes_every_statement_for_true_and_the_cynic_none(bot, accepts):
    given = bot.course()
    for question in questions.all_questions():
        if question.type != "select" or question.options[0].sound is None:
            continue
        for option in question.options:
            asks_for_sound = bool(option.credit) == option.sound
            ticked = option.id in (given[question.name] or ())
            assert ticked == (asks_for_sound == accepts), question.name


def test_a_bot_with_a_misreading_follows_it_as_often_as_it_says():
    led, question = 0, questions.load("04.arms")
    slips = given.answers()["04.arms"]["slips"]
    [first, *_] = slips
    for seed in range(1000):
        led += misreading(first).answer(question, Random(seed)) in slips[first]
    assert led / 1000 == pytest.approx(ACTS, abs=0.04)


def told(could, shows=""):
    return Told(frozenset(could.split()), frozenset(shows.split()))


def test_one_slip_is_no_misreading_and_two_of_two_are():
    assert flags([told("M1", "M1"), told("M1")]) == []
    [flag] = flags([told("M1", "M1"), told("M1", "M1")])
    assert (flag.misconception, flag.shown, flag.asked) == ("M1", 2, 2)


def test_two_of_many_are_slips():
    assert flags([told("M1", "M1")] * 2 + [told("M1")] * 8) == []


def test_an_answer_that_one_misreading_explains_speaks_for_no_other():
    both = [told("M1 M2", "M1 M2")] * 3
    assert [flag.misconception for flag in flags([*both, told("M1", "M1"), told("M2")])] == ["M1"]


def test_the_frozen_file_is_small_enough_to_read_a_difference_in():
    lines = given.FILE.read_text("utf-8").splitlines()
    assert len(lines) == len(given.answers()) + 2
