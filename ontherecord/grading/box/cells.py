"""Runs the code of one cell as Jupyter would, its special lines included."""

from __future__ import annotations

import ast
import builtins
import linecache
import locale
import os
import re
import sys
import types
from collections.abc import Callable
from itertools import islice
from types import CodeType, TracebackType
from typing import Any

_OF_THE_COMPUTER = (ImportError, OSError, locale.Error)
"""What fails here and not where the learner worked: a package, a file, a language of theirs."""

_WITH_ANNOTATIONS = 0x1000000
"""What `from __future__ import annotations` makes of code that is compiled, in all later cells."""

_missing: dict[str, BaseException] = {}
"""The names that have no value because only the learner's computer gives one, and why."""

_NAMES = re.compile(
    r"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|([\w, \t]+?)[ \t]*=(?!=))", re.MULTILINE
)
"""The names that code seems to give which Python cannot read."""


def execute(source: str, place: str, names: dict[str, Any]) -> None:
    """Runs the code, and goes on behind a statement that misses something of the computer.

    Where it fails, what it was to give anew has no value: the chart of another question is no
    answer to this one.  Raises the error that ended it, or else the first one.
    """
    try:
        source, code = _compiled(source, place, _Future.flags)
    except BaseException:
        forget(names, source)
        raise
    _Future.flags |= code.co_flags & _WITH_ANNOTATIONS
    # So that a function can be printed, as in a notebook.
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    first: BaseException | None = None
    while code is not None:
        try:
            exec(code, names)
            break
        except BaseException as error:
            why = _why_missing(error)
            failed, rest = _divided(source, _place_of(error, place))
            if not failed or not _is_of_the_computer(error, failed):
                forget(names, source, _line_of(error, place))
                raise why from None
            first = first or why
            for name in _names_given([failed]):
                names.pop(name, None)
                _missing[name] = why
            if isinstance(failed, (ast.Import, ast.ImportFrom)):
                for one in failed.names:
                    _missing[(one.asname or one.name).partition(".")[0]] = why
            how = code.co_flags & _WITH_ANNOTATIONS
            code = compile(ast.Module(rest, []), place, "exec", how, True) if rest else None
    if first:
        raise first


class _Future:
    """What earlier cells have said of how later ones are compiled."""

    flags = 0


def _why_missing(error: BaseException) -> BaseException:
    """The error, or the earlier one for which the name that it misses has no value."""
    name = error.name if isinstance(error, NameError) else None
    return _missing.get(name, error) if isinstance(name, str) else error


def _is_of_the_computer(error: BaseException, failed: ast.stmt) -> bool:
    """Whether the learner's computer has what the statement misses, and nothing else needs it."""
    if isinstance(error, _OF_THE_COMPUTER):
        return True
    return _why_missing(error) is not error and _gives_names_only(failed)


def _gives_names_only(statement: ast.stmt) -> bool:
    """Whether, where a name in it is missing, only the names that it gives are missing as well.

    Such as `tops = home.tops()`; but `ax.bar(tops)` was to draw.
    """
    for part in ast.walk(statement):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, ast.Store):
            return False
        if isinstance(part, ast.Call):
            begin: Any = part.func
            while isinstance(begin, (ast.Attribute, ast.Subscript, ast.Call)):
                begin = begin.func if isinstance(begin, ast.Call) else begin.value
            known = begin.id if isinstance(begin, ast.Name) else None
            if known and known not in _missing and not hasattr(builtins, known):
                return False
    return True


def _divided(source: str, at: tuple[int, int]) -> tuple[ast.stmt | None, list[ast.stmt]]:
    """The statement at that line and column, None for none, and those behind it."""
    body = ast.parse(source).body
    around = [one for one in body if _begins(one) <= at < (one.end_lineno, one.end_col_offset)]
    return (around[0] if around else None), [one for one in body if _begins(one) > at]


def _begins(one: ast.stmt) -> tuple[int, int]:
    parts = [one, *getattr(one, "decorator_list", ())]
    return min((part.lineno, part.col_offset) for part in parts)


def _place_of(error: BaseException, place: str) -> tuple[int, int]:
    """The line and the column of the code at which it failed; zeros where it did not begin."""
    trace = _trace_in(error, place)
    if trace is None:
        return 0, 0
    instructions = trace.tb_frame.f_code.co_positions()
    line, _, column, _ = next(islice(instructions, trace.tb_lasti // 2, None))
    return line or 0, column or 0


def _compiled(source: str, place: str, flags: int = 0) -> tuple[str, CodeType]:
    """The code as Python knows it, and what it compiles to."""
    try:
        return source, compile(source, place, "exec", flags, True)
    except SyntaxError:
        # Jupyter knows lines that Python does not, such as `%matplotlib inline`.
        from IPython.core.inputtransformer2 import TransformerManager

        source = TransformerManager().transform_cell(source)
        return source, compile(source, place, "exec", flags, True)


def _line_of(error: BaseException, place: str) -> int:
    """The line of the code at which it failed; 0 where it did not begin."""
    trace = _trace_in(error, place)
    return trace.tb_lineno if trace else 0


def _trace_in(error: BaseException, place: str) -> TracebackType | None:
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != place:
        trace = trace.tb_next
    return trace


def forget(names: dict[str, Any], source: str, line: int = 0) -> None:
    """Removes the names that the code gives from that line on, and not before it."""
    if source.lstrip().startswith("%%"):
        source = source.partition("\n")[2]
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        for pair in _NAMES.findall(source):
            for name in "".join(pair).split(","):
                names.pop(name.strip(), None)
        return
    begun = [one for one in statements if one.end_lineno < line]
    for name in _names_given(statements[len(begun) :]) - _names_given(begun):
        names.pop(name, None)


def _names_given(statements: list[ast.stmt]) -> set[str]:
    given = set()
    for one in statements:
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            given.add(one.name)
        else:
            parts = [part for part in ast.walk(one) if isinstance(part, ast.Name)]
            given |= {part.id for part in parts if isinstance(part.ctx, ast.Store)}
    return given


class Shell:
    """Takes the special lines of Jupyter: what measures or hides code runs it, most are quiet."""

    _RUN = ("time", "capture", "prun")

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    @property
    def user_ns(self) -> dict[str, Any]:
        """The names of the notebook."""
        return self._names

    def run_cell(self, source: str, *more: Any, **how: Any) -> None:
        """Runs code as a cell."""
        execute(source, "<run_cell>", self._names)

    def run_cell_magic(self, magic: str, line: str, cell: str) -> None:
        """What `%%time` above a cell does: the cell is run."""
        if magic in self._RUN:
            execute(cell, f"<%%{magic}>", self._names)
        elif magic in ("writefile", "file"):
            how, _, file = line.strip().rpartition(" ")
            with open(file.strip("'\""), "a" if "-a" in how else "w", encoding="utf-8") as made:
                made.write(cell)

    def run_line_magic(self, magic: str, line: str, *more: Any) -> Any:
        """What `%time x = 1` does; gives the value of an expression."""
        if magic == "run":
            file = line.split()[0].strip("'\"")
            with open(file, encoding="utf-8") as made:
                return execute(made.read(), f"<%run {file}>", self._names)
        if magic == "pylab":
            return execute("from pylab import *", "<%pylab>", self._names)
        if magic == "pwd":
            return os.getcwd()
        if magic == "env":
            return os.environ.get(line, "") if line else dict(os.environ)
        if magic not in self._RUN:
            return None
        try:
            expression = compile(line, f"<%{magic}>", "eval", dont_inherit=True)
        except SyntaxError:
            return execute(line, f"<%{magic}>", self._names)
        return eval(expression, self._names)

    def magic(self, line: str) -> Any:
        """The old way to write `run_line_magic`."""
        return self.run_line_magic(*line.lstrip("%").partition(" ")[::2])

    def system(self, command: str) -> None:
        """Nothing: what it would show, nobody sees."""

    def getoutput(self, command: str) -> list[str]:
        """No lines: there are no programs here."""
        return []

    @property
    def events(self) -> Shell:
        """Matplotlib tells the shell what to do after each cell."""
        return self

    def register(self, event: str, act: Any) -> None:
        """Nothing: there is nobody to show it to."""

    unregister = register


def shell(names: dict[str, Any]) -> Callable[[], Shell]:
    """A `get_ipython` for these names, which IPython gives out as well, should it be imported."""
    one = Shell(names)
    # Found by IPython before its own, so that it need not be loaded.
    module = types.ModuleType("IPython.core.getipython")
    module.get_ipython = lambda: one
    sys.modules[module.__name__] = module
    return module.get_ipython
