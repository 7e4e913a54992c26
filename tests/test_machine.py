"""The machine in the lessons: its finds beside our reading, and a score that moves."""

import re

from ontherecord.attribution.machine import cue_list, grammar, machine, machine_arrows, reading
from ontherecord.attribution.scoring import Score, Words, pairs, token_f1
from ontherecord.kit import attributions


def score(**rules):
    return int(re.search(r"Score with your rules: (\d+) of 100", repr(machine(**rules)))[1])


def test_what_the_lessons_say_about_the_machine_is_so():
    shown = repr(machine())
    assert len(re.findall("  wrong ", shown)) == 5
    assert re.search(r"9  right +Hangzhou-based Alibaba, which owns .* \| confirmed", shown)
    assert re.search(r"1  wrong +Advertisement \| : \|", shown)
    assert re.search(r"7  wrong +the e-commerce group \| seeks \|", shown)
    assert re.search(r"8  missed +an internal company letter \| citing \|", shown)


def test_the_old_reading_lets_the_newspaper_confirm():
    shown = repr(machine(nearest_name=True, sentences=[9]))
    assert re.search(r"9  wrong +the South China Morning Post \| confirmed \| the report", shown)


def test_the_score_moves_with_the_rules():
    assert score(nearest_name=True) < score() < score(drop="seek")
    assert score(drop="confirm") < score()
    assert score(grammar="VG: {<V.*>}") < score()


def test_the_two_people_stand_beside_every_score():
    assert "75 of 100 (77 of 100 on verbs of speech)" in repr(machine())
    assert "75 of 100" in machine()._repr_html_()


def test_a_wrong_rule_is_told_and_shows_no_table(capsys):
    assert machine(drop="confrm") is None
    assert "Did you mean confirm" in capsys.readouterr().out
    assert machine("no-such-story") is None
    assert machine("t01-corvane-a") is None
    assert "no reading" in capsys.readouterr().out


def test_only_the_sentences_asked_for_are_shown():
    lines = repr(machine(sentences=[9])).splitlines()
    assert [line[:3].strip() for line in lines[1:-3]] == ["9", "9"]


def test_our_reading_stands_in_the_sentences_it_names():
    assert len(reading()) == 10
    assert {one.sentence for one in reading()} == {8, 9, 12, 13, 19, 22, 25, 28}


def test_the_cue_list_and_the_grammar_can_be_read():
    assert "confirm deny decline" in repr(cue_list())
    assert "NP:" in grammar() and "VG:" in grammar()


def test_every_shown_word_is_escaped():
    assert "<script" not in machine()._repr_html_() and "&lt;" not in repr(machine())


def test_half_right_is_right_and_each_is_used_once():
    class One:
        def __init__(self, source, content):
            self.source, self.content = [source], [content]

    text = "Ann Roe said that it rains now"
    whole = One((0, 7), (13, 30))
    assert pairs(text, [One((0, 3), (13, 25))], [whole]) == {0: 0}
    assert pairs(text, [One((8, 12), (13, 30))], [whole]) == {}
    assert len(pairs(text, [whole, whole], [whole])) == 1


def test_the_score_is_the_usual_one():
    assert Score(2, 4, 2).f1 == 2 / 3 and Score(0, 0, 0).f1 == 0
    assert Score(1, 2, 4) + Score(1, 2, 4) == Score(2, 4, 8)
    words = Words("the cat sat on a mat")
    assert token_f1(words.within([(0, 7)]), words.within([(4, 11)])) == 2 / 3


def test_attributions_is_there_for_lessons():
    text = "Ann said that it rains."
    [one] = attributions(text)
    assert text[slice(*one.source[0])] == "Ann"


PAPER = "South China Morning Post"


def test_the_machine_draws_an_arrow_from_each_source_to_the_newspaper():
    assert machine_arrows([8, 9]) == [
        f"state-run People's Daily -> {PAPER}",
        f"Hangzhou-based Alibaba -> {PAPER}",
    ]


def test_with_citing_the_letter_stands_before_the_one_who_cites_it():
    arrows = machine_arrows([8], citing=True)
    assert "an internal company letter -> state-run People's Daily" in arrows


def test_the_old_rule_loses_the_owner_from_the_drawing():
    assert machine_arrows([9], nearest_name=True) == []


def test_the_arrows_move_with_the_cues():
    assert machine_arrows([9], drop="confirm decline") == []
    assert machine_arrows([27], add={"answer": "weather"}) == [f"it -> {PAPER}"]


def test_a_sentence_that_is_not_there_is_told(capsys):
    assert machine_arrows([99]) is None
    assert "There is no sentence 99" in capsys.readouterr().out
