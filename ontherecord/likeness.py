"""Whether two notebook files are alike: the same text, and pictures that look the same.

A picture's bytes may differ from one processor to the next; what a reader sees may not.
"""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]*)")
_SEEN = 0.05
"""Of the range from dark to light: a smaller difference is not seen."""


def alike(one: str, other: str) -> bool:
    """Whether a reader of the two files sees the same."""
    if one == other:
        return True
    if PICTURE.sub("picture", one) != PICTURE.sub("picture", other):
        return False
    return all(map(look_alike, PICTURE.findall(one), PICTURE.findall(other)))


def look_alike(one: str, other: str) -> bool:
    """Whether two pictures (PNG, as base64) look the same; what is no picture never does."""
    from matplotlib.image import imread

    if one == other:
        return True
    try:
        first, second = (imread(BytesIO(b64decode(picture))) for picture in (one, other))
    except (OSError, ValueError, SyntaxError):  # The last one is Pillow's for a file cut short.
        return False
    return first.shape == second.shape and bool((abs(first - second) < _SEEN).all())
