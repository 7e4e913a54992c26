"""The progress page as cards: what comes next, the map of misreadings, the units and minutes."""

from __future__ import annotations

from html import escape
from math import floor

from ontherecord import minutes, questions
from ontherecord.cards import Card, Line, framed, head_html, message_card
from ontherecord.mastery import (
    STATES,
    Standing,
    Step,
    course_units,
    next_step,
    open_questions,
    standings,
)
from ontherecord.own_files import Everything
from ontherecord.selfstudy.places import link_to, title_of
from ontherecord.vocabulary import listed

SIGNS = {"not seen": "○", "seen": "◔", "shaky": "◐", "steady": "●"}
_ORDER = ("shaky", "seen", "steady", "not seen")
RULE = (
    "Steady: you avoided it three times or more in a row, in two stories and two units. "
    "Shaky: one of your last three answers that can tell shows it. Seen: too few answers to say "
    "more. An answer that you give after opening the worked answer does not count here; your "
    "first one does."
)
_STYLE = """
.otr-card.otr-card .otr-map { width: 100%; table-layout: auto; }
.otr-card.otr-card .otr-map th[scope=row] { width: auto; font-weight: 400; }
.otr-card.otr-card .otr-map summary { cursor: pointer; min-height: 24px; }
.otr-card.otr-card .otr-map details p { margin: 4px 0 8px; max-width: 34em; }
.otr-card.otr-card .otr-state-of, .otr-card.otr-card .otr-signs { white-space: nowrap; width: 1%; }
.otr-card.otr-card .otr-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.otr-card.otr-card .otr-count { text-align: right; }
.otr-card.otr-card .otr-go { display: inline-block; padding: 10px 16px; margin: 2px 0 8px;
  min-height: 24px; border: 1px solid currentColor; border-radius: 6px; font-weight: 600;
  color: inherit; }
@media (max-width: 40rem) { .otr-card.otr-card .otr-signs { display: none; }
  .otr-card.otr-card .otr-map { table-layout: fixed; font-size: .87em; }
  .otr-card.otr-card .otr-map .otr-state-of { width: 4.7em; white-space: normal; }
  .otr-card.otr-card .otr-map .otr-count { width: 4.2em; }
  .otr-card.otr-card .otr-map :is(th, td) { padding-right: 6px; overflow-wrap: break-word; }
  /* Below the first line the cell beside it is empty. */
  .otr-card.otr-card .otr-map details p { width: calc(100% + 4.7em); } }
.otr-card.otr-card a { color: inherit; text-decoration: underline; }
"""


def progress_card(held: Everything) -> Card:
    """What comes next and why, the map of misreadings, and how far each unit is."""
    step, found = next_step(held), standings(held)
    found = tuple(sorted(found, key=lambda each: _ORDER.index(each.state)))
    title, why = _next(step)
    if not questions.marked():
        told = [why, "The map of your misreadings comes with the marks.", *held.problems]
        return message_card(
            title, told, "Your progress", more=f"<style>{_STYLE}</style>{_go(step)}"
        )
    lines = [why, _tally(found), RULE, *held.problems]
    body = (
        f"<style>{_STYLE}</style>{head_html('→', title, '')}{Line(why).html}{_go(step)}"
        f"{Line(_tally(found)).html}{_map_table(found)}{Line(RULE).html}"
        + "".join(Line(problem).html for problem in held.problems)
    )
    text = [f"→ {title}", *lines[:2], *map(_in_text, found), *lines[2:]]
    return Card("\n".join(text), framed("hint", "Your progress", body))


def _next(step: Step | None) -> tuple[str, str]:
    if step is None:
        return "Every unit is answered", "Nothing is shaky. Read a story of your own choice next."
    at = f", question {step.question}" if step.question else ""
    return f"Next: {title_of(step.unit)}{at}", step.why


def _go(step: Step | None) -> str:
    link = link_to(step.unit, step.question) if step else None
    if link is None:
        return ""
    words = "Go on where you stopped" if step.question else "Open it"
    return f'<p><a class="otr-go" href="{escape(link)}">{words}</a></p>'


def _tally(found: tuple[Standing, ...]) -> str:
    counts = {state: sum(each.state == state for each in found) for state in STATES}
    told = [f"{count} {state}" for state, count in reversed(counts.items()) if count]
    return f"Your map of {len(found)} misreadings: {listed(told, 'and')}."


def _said(standing: Standing) -> str:
    """What the state rests on, in words."""
    if not standing.signs:
        return "no answer yet"
    first = sum(sign.at_first for sign in standing.signs)
    at_first = f"At the first try: {first} of {len(standing.signs)}."
    if standing.state == "shaky":
        right = sum(sign.avoided for sign in standing.last)
        last = len(standing.last)
        if last == 1:
            return f"Your only answer shows it. {at_first}"
        return f"{right} of the last {last} avoided it. {at_first}"
    run = standing.run
    stories, units = len({s.story for s in run}), sorted({s.unit for s in run})
    many = f"{len(run)} in a row avoided it" if len(run) > 1 else "1 answer avoided it"
    where = f"{_count(stories, 'story', 'stories')}, {_units(units)}"
    return f"{many}: {where}. {at_first}"


def _units(names: list[str]) -> str:
    return f"{'unit' if len(names) == 1 else 'units'} {listed(names, 'and')}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _in_text(standing: Standing) -> str:
    name = questions.misconceptions()[standing.misconception].name
    return f"{SIGNS[standing.state]} {standing.state}: {name} ({_said(standing)})"


def _map_table(found: tuple[Standing, ...]) -> str:
    heads = (
        '<th scope="col">Misreading</th><th scope="col" class="otr-state-of">You</th>'
        '<th scope="col" class="otr-signs">Last three</th>'
    )
    rows = "".join(map(_map_row, found))
    return (
        f'<table class="otr-map"><caption>Open a row for its rule</caption><thead><tr>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _map_row(standing: Standing) -> str:
    about = questions.misconceptions()[standing.misconception]
    missed = [sign.question for sign in standing.last if not sign.avoided]
    inside = [about.rule, f"Now: {_said(standing)}"]
    inside += [f"Look again at {listed(missed, 'and')}."] if missed else []
    name = f"<details><summary>{escape(about.name)}</summary>{_paragraphs(inside)}</details>"
    state = f'<span aria-hidden="true">{SIGNS[standing.state]}</span> {standing.state}'
    return (
        f'<tr><th scope="row">{name}</th><td class="otr-state-of">{state}</td>'
        f'<td class="otr-signs">{_last_three(standing)}</td></tr>'
    )


def _last_three(standing: Standing) -> str:
    """A sign for each of the last answers, and the same in words for who cannot see it."""
    if not standing.signs:
        return '<span class="otr-unseen">no answer yet</span>'
    signs = " ".join("✓" if sign.avoided else "✗" for sign in standing.last)
    words = listed(["avoided" if sign.avoided else "shown" for sign in standing.last], "and")
    return f'<span aria-hidden="true">{signs}</span><span class="otr-unseen">{words}</span>'


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def minutes_card(held: Everything) -> Card:
    """How many questions of each unit are answered, and how long the learner worked on it."""
    spent = minutes.totals(held.stretches)
    rows = [_unit_row(unit, held, spent.get(unit, 0.0)) for unit in course_units()]
    other = {unit: spent[unit] for unit in spent if unit not in course_units()}
    rows += [(unit, "", time) for unit, time in other.items()]
    title = f"{_minutes(sum(spent.values()))} of work"
    lines = [
        "Between two acts (an answer, a check, a hint) up to five minutes count. A longer pause "
        "counts nothing, so reading for long without an answer is missing here.",
        f"The times stand in {minutes.FILE} beside your answers. They are yours: nothing is sent.",
    ]
    heads = ("Unit", "Done", "Time")
    table = (
        '<table class="otr-map"><caption>Questions checked, and time in minutes</caption>'
        "<thead><tr>"
        + "".join(
            f'<th scope="col"{_right(at)}>{escape(head)}</th>' for at, head in enumerate(heads)
        )
        + "</tr></thead><tbody>"
        + "".join(map(_row_html, rows))
        + "</tbody></table>"
    )
    body = f"<style>{_STYLE}</style>{head_html('→', title, '')}{table}"
    body += "".join(Line(line).html for line in lines)
    named = [(title_of(unit), done, _minutes(time)) for unit, done, time in rows]
    text = [f"→ {title}", *(", ".join(part for part in row if part) for row in named), *lines]
    return Card("\n".join(text), framed("hint", "Your minutes", body))


def _unit_row(unit: str, held: Everything, time: float) -> tuple[str, str, float]:
    total = len(questions.names(unit))
    done = total - len(open_questions(unit, held.units.get(unit, {})))
    return unit, f"{done} of {total}", time


def _row_html(row: tuple[str, str, float]) -> str:
    unit, done, time = row
    link = link_to(unit)
    # An exercise stands below its guide, so its number is enough.
    name = escape(f"{unit.rstrip('x')} Exercise" if unit.endswith("x") else title_of(unit))
    name = f'<a href="{escape(link)}">{name}</a>' if link else name
    return (
        f'<tr><th scope="row">{name}</th><td class="otr-count">{escape(done)}</td>'
        f'<td class="otr-count">{_number(time)}</td></tr>'
    )


def _right(at: int) -> str:
    return ' class="otr-count"' if at else ""


def _minutes(time: float) -> str:
    whole = floor(time + 0.5)
    return _count(whole, "minute", "minutes") if whole or not time else "under 1 minute"


def _number(time: float) -> str:
    """The minutes as a number for a table; less than half of one is not nothing."""
    whole = floor(time + 0.5)
    return str(whole) if whole or not time else "&lt;1"
