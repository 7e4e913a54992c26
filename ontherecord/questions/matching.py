"""One-to-one pairs with the greatest sum: which tag stands for which claim of the key."""

from __future__ import annotations

import math


def best_pairs(worth: list[list[float]]) -> dict[int, int]:
    """The pairs row -> column with the greatest total worth, each row and column at most once.

    Pairs that are worth nothing are left out.  This is the Hungarian method with potentials,
    in the order of rows squared times columns.
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    # A column of its own, worth nothing, lets each row stay alone.
    cost = [[-value for value in row] + [0.0] * rows for row in worth]
    holder = _assigned(cost, columns + rows)
    return {
        row: column
        for column, row in sorted(holder.items(), key=lambda pair: pair[1])
        if column < columns and worth[row][column] > 0
    }


def _assigned(cost: list[list[float]], columns: int) -> dict[int, int]:
    """The row of each used column at the lowest total cost; there are enough columns."""
    of_row, of_column = [0.0] * len(cost), [0.0] * columns
    holder: dict[int, int] = {}
    for new in range(len(cost)):
        slack, before = [math.inf] * columns, [-1] * columns
        seen: list[int] = []
        row, last = new, -1
        while True:
            for column in set(range(columns)).difference(seen):
                reduced = cost[row][column] - of_row[row] - of_column[column]
                if reduced < slack[column]:
                    slack[column], before[column] = reduced, last
            last = min(set(range(columns)).difference(seen), key=lambda c: (slack[c], c))
            step = slack[last]
            of_row[new] += step
            for column in seen:
                of_row[holder[column]] += step
                of_column[column] -= step
            slack = [s if c in seen else s - step for c, s in enumerate(slack)]
            seen.append(last)
            if last not in holder:
                break
            row = holder[last]
        _rehang(holder, before, last, new)
    return holder


def _rehang(holder: dict[int, int], before: list[int], column: int, new: int) -> None:
    """Moves the rows along the path that ends in a free column, and puts the new row first."""
    while before[column] != -1:
        holder[column] = holder[before[column]]
        column = before[column]
    holder[column] = new
