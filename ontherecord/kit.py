"""What a lesson imports: `from ontherecord.kit import check, tagger, figure`.

Each name is loaded from its own module when it is first used, so that a lesson starts fast and
needs only what it uses.
"""

from __future__ import annotations

from importlib import import_module
from inspect import isclass
from typing import Any

from ontherecord.errors import in_plain_words

_ROOMS = {
    "article": "article",
    "key": "key",
    "tag": "tags",
    "check": "check",
    "hint": "check",
    "worked": "check",
    "progress": "check",
    "question": "prompts",
    "ask": "ask",
    "form": "assessment.taking",
    "tagger": "tagger",
    "doctor": "doctor",
    "glossary": "glossary",
    "my_progress": "selfstudy",
    "my_minutes": "selfstudy",
    "my_files": "selfstudy",
    "export_answers": "selfstudy",
    "export_minutes": "selfstudy",
    "import_answers": "selfstudy",
    "delete_answers": "selfstudy",
    "figure": "figures",
    "figures": "figures",
    "source": "figures",
    "Interval": "figures",
    "printed": "figures",
    "percent_change": "figures",
    "point_change": "figures",
    "implied_rate": "figures",
    "sum_of_parts": "figures",
    "share": "figures",
    "like_with_like": "figures",
    "picture": "pictures",
    "paper": "pictures",
    "article_pair": "charts",
    "honest_and_truncated": "charts",
    "september_quarters": "charts",
    "three_measures": "charts",
    "income_measures": "charts",
    "page": "views",
    "attributions": "attribution",
    "machine": "attribution.machine",
    "machine_arrows": "attribution.machine",
    "cue_list": "attribution.machine",
    "grammar": "attribution.machine",
    "parts_page": "parts",
    "claim_map": "views",
    "chain": "chains",
    "origins": "chains",
    "reports": "reports",
}
"""Each public name of the lessons and the module that holds it."""

__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'ontherecord.kit' has no attribute {name!r}")
    found = getattr(import_module(f"ontherecord.{_ROOMS[name]}"), name)
    # A learner reads what is wrong; the package itself raises.
    found = found if isclass(found) else in_plain_words(found)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
