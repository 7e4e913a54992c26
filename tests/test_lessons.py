"""Lessons are text: what is generated is what the text gives, and a mark never misses."""

import ast
from pathlib import Path

import pytest

from ontherecord import lessons

ROOT = Path(__file__).parent.parent

LESSON = """---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A lesson

```{code-cell}
answer = "B"  # solution
print(answer)
```

+++

Some words.

```{code-cell}
def doubled(number):  # solution
    \"\"\"Twice the number.\"\"\"
    return number * 2
```
"""


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "lessons" / "01-lesson"
    folder.mkdir(parents=True)
    (folder / "guide.md").write_text(LESSON, encoding="utf-8")
    (folder / "exercises.md").write_text(LESSON, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("solved", "unsolved"),
    [
        ('answer = "B"  # solution', "answer = ..."),
        ("share = 9 / 27 * 100  # solution\ncheck(share)", "share = ...\ncheck(share)"),
        ("rate: float = 6.45  # solution", "rate: float = ..."),
        ("a = [  # solution\n    1,\n    2,\n]\nb = 3", "a = ...\nb = 3"),
        ('é = {"ü": "ß"}  # solution', "é = ..."),
        ("total = (  # solution\n    1 + 2\n)", "total = ..."),
        ("x = y = 4  # solution", "x = y = ..."),
        ("x = y = (  # solution\n    4\n)", "x = y = ..."),
        ("f = dict(a=1,  # solution\n    b=2)", "f = ..."),
        ("new, old = 5.37, 28.77  # solution", "new, old = ..., ..."),
        ("def f(x):  # solution\n    return x", "def f(x):\n    ..."),
        (
            'def f(x):  # solution\n    """Doc."""\n    y = x\n    return y',
            'def f(x):\n    """Doc."""\n    ...',
        ),
        ("if True:\n    a = 1  # solution\n    b = 2", "if True:\n    a = ...\n    b = 2"),
        ("a = 1  # not a solution mark", "a = 1  # not a solution mark"),
    ],
)
def test_a_marked_value_or_body_becomes_dots(solved, unsolved):
    assert lessons.unsolved(solved) == unsolved
    ast.parse(unsolved)


@pytest.mark.parametrize(
    "code",
    [
        "print(1)  # solution",
        "a = [\n    1,  # solution\n]",
        "def f(x): return x  # solution",
    ],
)
def test_a_mark_that_marks_nothing_is_refused_with_its_place(code):
    with pytest.raises(lessons.LessonError, match="exercises.md, cell 3: .* marks nothing"):
        lessons.unsolved(code, "exercises.md, cell 3")


def test_the_exercise_holds_no_solution_and_the_solution_holds_no_mark(tree):
    lessons.build(tree)
    exercise = (tree / "exercises" / "01-lesson.ipynb").read_text(encoding="utf-8")
    solution = (tree / "solutions" / "01-lesson.ipynb").read_text(encoding="utf-8")
    assert "return number * 2" not in exercise and "answer = ..." in exercise
    assert "return number * 2" in solution and "# solution" not in solution
    assert '"B\\n"' in solution


def test_building_twice_gives_the_same_bytes(tree):
    first = {path: path.read_bytes() for path in lessons.build(tree)}
    assert {path: path.read_bytes() for path in lessons.build(tree)} == first


def test_one_unit_can_be_built_alone_and_a_unit_that_is_not_there_is_told(tree):
    (tree / "lessons" / "02-other").mkdir()
    (tree / "lessons" / "02-other" / "guide.md").write_text(LESSON, encoding="utf-8")
    built = lessons.build(tree, execute=False, units=["02"])
    assert [path.relative_to(tree).as_posix() for path in built] == ["notebooks/02-other.ipynb"]
    with pytest.raises(lessons.LessonError, match="No lesson starts with 07. There are 01-lesson"):
        lessons.build(tree, units=["07"])


def test_a_notebook_edited_by_hand_names_the_lesson_to_edit_instead(tree):
    lessons.build(tree)
    assert lessons.differences(tree) == []
    notebook = tree / "exercises" / "01-lesson.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Some words", "My words"), "utf-8")
    (tree / "notebooks" / "09-stray.ipynb").write_text("{}", encoding="utf-8")
    assert lessons.differences(tree) == [
        "exercises/01-lesson.ipynb is not what lessons/01-lesson/exercises.md gives. "
        "Edit lessons/01-lesson/exercises.md, then run make lessons.",
        "notebooks/09-stray.ipynb has no lesson. Remove it, or write lessons/09-stray/guide.md.",
    ]


def test_a_solution_that_fails_is_refused_with_its_error(tree):
    source = tree / "lessons" / "01-lesson" / "exercises.md"
    source.write_text(LESSON.replace("print(answer)", "print(1 / 0)"), encoding="utf-8")
    with pytest.raises(lessons.LessonError, match="ZeroDivisionError"):
        lessons.build(tree)


def test_the_committed_notebooks_are_what_the_lessons_give():
    assert lessons.differences(ROOT) == []
