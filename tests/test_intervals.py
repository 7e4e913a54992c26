"""An interval holds every result that its inputs allow, and shows no less."""

import operator
import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ontherecord.figures import percent_change, share
from ontherecord.intervals import Interval, SumError, printed

NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)
PRINTED = st.decimals(-999, 999, places=2).map(str)
PAIRS = st.tuples(NUMBERS, NUMBERS).map(sorted)


ABOVE_ZERO = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)
POSITIVE = st.tuples(ABOVE_ZERO, ABOVE_ZERO).map(sorted)


@st.composite
def interval_and_member(draw, pairs=PAIRS):
    """An interval, and a number in it."""
    low, high = draw(pairs)
    return Interval(low, high), low + (high - low) * draw(st.fractions(0, 1))


@given(
    interval_and_member(),
    interval_and_member(),
    st.sampled_from([operator.add, operator.sub, operator.mul, operator.truediv]),
)
def test_a_result_of_members_lies_in_the_result_of_their_intervals(one, other, sum_of):
    (wide, member), (other_wide, other_member) = one, other
    assume(sum_of is not operator.truediv or 0 not in other_wide)
    assert sum_of(member, other_member) in sum_of(wide, other_wide)


@given(interval_and_member(), NUMBERS)
def test_a_plain_number_may_stand_on_either_side(one, number):
    wide, member = one
    assert number - member in number - wide
    assert number * member in number * wide
    assert number + member in number + wide


@given(PAIRS)
def test_what_is_shown_leaves_out_no_number_of_the_interval(ends):
    shown = re.findall(r"-?[\d,]+\.?\d*", repr(Interval(*ends)))
    low, high = (Fraction(end.replace(",", "")) for end in (shown[0], shown[-1]))
    assert low <= ends[0] and ends[1] <= high


@given(PRINTED, st.fractions(Fraction(-1, 2), Fraction(1, 2)))
def test_a_printed_number_stands_for_all_that_rounds_to_it(text, part):
    assert Fraction(text) + part / 100 in printed(text)
    assert Fraction(text) + Fraction(51, 10000) not in printed(text)


@given(interval_and_member(), interval_and_member(POSITIVE))
def test_a_change_holds_the_change_of_every_pair_and_is_no_wider(new, old):
    (new_wide, new_member), (old_wide, old_member) = new, old
    change = percent_change(new_wide, old_wide)
    assert (new_member - old_member) / old_member * 100 in change
    corners = [(n - o) / o * 100 for n in new_wide.ends for o in old_wide.ends]
    assert change.ends == (min(corners), max(corners))


@given(interval_and_member(), st.integers(1, 1000))
def test_a_share_and_the_change_to_it_differ_by_a_hundred(part, whole):
    wide, _ = part
    assert (share(wide, whole) - 100).ends == percent_change(wide, whole).ends


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5.37", "5.365 to 5.375"),
        ("5.370", "5.3695 to 5.3705"),
        ("1,238", "1,237.5 to 1,238.5"),
        ("\N{MINUS SIGN}0.5", "-0.55 to -0.45"),
        ("7", "6.5 to 7.5"),
    ],
)
def test_the_digits_as_printed_tell_how_far_a_number_was_rounded(text, shown):
    assert repr(printed(text)) == shown


@pytest.mark.parametrize("text", ["", "about 5", "1e9", "nan", "5.3.7", None, [5.37], "9" * 400])
def test_text_that_is_no_printed_number_is_refused(text):
    with pytest.raises(SumError, match="no printed number"):
        printed(text)


def test_an_empty_interval_is_refused():
    with pytest.raises(SumError, match="low end must not be above"):
        Interval(2, 1)


def test_nothing_is_divided_by_what_may_be_zero():
    with pytest.raises(SumError, match="may be zero"):
        printed("5") / printed("0.0")


def test_units_are_kept_and_not_mixed():
    yuan, dollars = printed("5.37", "billion yuan"), printed("0.833", "billion US dollars")
    assert repr(yuan + yuan) == "10.73 to 10.75 billion yuan"
    assert repr(yuan / yuan * 100).endswith("100.19")
    assert (yuan / dollars).unit == "billion yuan for one billion US dollars"
    for refused in (operator.add, operator.sub, operator.mul):
        with pytest.raises(SumError):
            refused(yuan, dollars)


def test_an_exact_result_is_shown_as_one_number():
    assert repr(Interval(46212, 46212) + 4344 - 48) == "50,508"
    assert repr(Interval(0, 0)) == "0"
