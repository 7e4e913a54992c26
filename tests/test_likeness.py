"""Two notebook files are alike when a reader sees the same."""

from base64 import b64encode
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import pytest

from ontherecord.likeness import alike


def chart(label="2021"):
    """The points of a small chart."""
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.bar([label, "2020"], [3, 7])
    figure.canvas.draw()
    points = np.asarray(figure.canvas.buffer_rgba()) / 255
    plt.close(figure)
    return points


def notebook(points, text="A chart."):
    """A notebook file with that picture."""
    file = BytesIO()
    plt.imsave(file, points)
    return f'{text} <img src="data:image/png;base64,{b64encode(file.getvalue()).decode()}">'


def test_a_picture_whose_points_are_rounded_otherwise_is_alike():
    points = chart()
    other = np.clip(points + 0.008, 0, 1)
    assert notebook(points) != notebook(other)
    assert alike(notebook(points), notebook(other))


def test_one_changed_figure_in_a_chart_is_not_alike():
    assert not alike(notebook(chart("2021")), notebook(chart("2022")))


def test_the_same_picture_in_other_words_is_not_alike():
    assert not alike(notebook(chart()), notebook(chart(), "Another chart."))


def test_a_picture_of_another_size_is_not_alike():
    assert not alike(notebook(chart()), notebook(chart()[:-1]))


@pytest.mark.parametrize("bytes_", ["", "A", "AAAA", "iVBORw0KGgo="])
def test_what_is_no_picture_is_not_alike(bytes_):
    whole = notebook(chart())
    broken = f'A chart. <img src="data:image/png;base64,{bytes_}">'
    assert not alike(whole, broken)
