"""The retelling keeps what the original teaches: who speaks, where in the sentence, how sure."""

import re

import pytest

from ontherecord.article import article as shipped

SOURCES_IN_ORDER = ["People's Daily", "company letter", "Hangzhou-based Alibaba", "the report said"]
SOURCES_IN_ORDER += ["Arch Pei", "company data shows", "according to Pei", "Alibaba reported"]
FIGURES = ["2003", "2008", "2021", "1.24 billion", "12 months", "September 30", "953 million"]
FIGURES += ["285 million", "81 per cent", "5.37 billion yuan", "US$833 million"]
FIGURES += ["28.77 billion yuan", "Three new operations centres"]
MONTHS_WITH_A_DAY = r"\b(January|February|March|April|May|June|July|August|October|December) \d"


@pytest.fixture(scope="module")
def page():
    return shipped("alibaba-2022")


@pytest.fixture(scope="module")
def story(page):
    return " ".join(s.text for s in page.sentences if s.role == "paragraph")


def with_role(page, role):
    return [sentence for sentence in page.sentences if sentence.role == role]


def only_sentence_with(page, words):
    found = [s for s in page.sentences if words in s.text]
    assert len(found) == 1, f"{words!r} stands in {len(found)} sentences"
    return found[0]


def test_the_sources_come_in_the_order_of_the_original(story):
    places = [story.index(words) for words in SOURCES_IN_ORDER]
    assert places == sorted(places)


def test_the_report_is_attributed_at_the_end_of_its_sentence(page):
    reported = only_sentence_with(page, "People's Daily").text
    assert reported.index("merchants") < reported.index("People's Daily")
    assert reported.endswith("reported on Thursday, citing an internal company letter.")


def test_the_expected_effects_are_attributed_at_the_end(page):
    expected = only_sentence_with(page, "expected")
    assert expected.text.endswith(", the report said.")
    assert page.sentence(expected.number + 1).text.startswith("It added that ")


def test_the_analyst_is_named_at_the_end_first_and_in_the_middle_later(page):
    first, second = (s for s in page.sentences if "Pei" in s.text)
    assert first.text.startswith("One aim of the overhaul")
    assert first.text.index("according to") > first.text.index("stay with Alibaba")
    assert second.text.startswith("Alibaba, according to Pei, is pressing")


def test_the_data_are_attributed_at_the_end_and_carried_over(page):
    users = only_sentence_with(page, "1.24 billion")
    assert users.text.endswith(", company data shows.")
    assert page.sentence(users.number + 1).text.startswith("Of these, ")


def test_the_results_open_with_the_company_as_their_source(page):
    assert only_sentence_with(page, "81 per cent").text.startswith("In November, Alibaba reported ")


@pytest.mark.parametrize("role, count", [("headline", 1), ("summary", 2)])
def test_headline_and_summaries_name_no_source(page, role, count):
    lines = with_role(page, role)
    assert len(lines) == count
    assert not any(re.search(r"according|report|said|says|confirm|citing", s.text) for s in lines)


def test_the_opening_paragraph_names_no_source(page):
    opening = with_role(page, "paragraph")[0].text
    assert not re.search(r"according|report|said|says|confirm|citing", opening)


def test_the_ownership_stands_inside_the_sentence_of_the_confirmation(page):
    confirmation = only_sentence_with(page, "confirmed")
    assert "which owns the South China Morning Post" in confirmation.text
    assert not any("owns" in s.text for s in page.sentences if s != confirmation)


def test_nobody_is_named_who_expects(page):
    expected = only_sentence_with(page, "expected").text
    assert "is expected to" in expected
    assert not re.search(r"expected by|expects|Alibaba|Dai|People|analyst", expected)


def test_the_analyst_keeps_his_could(page):
    assert "which could mean better service" in only_sentence_with(page, "WeChat").text


def test_the_newspaper_keeps_its_distance_from_mechanism_innovation(page):
    innovation = only_sentence_with(page, "mechanism innovation")
    assert "what is termed mechanism innovation" in innovation.text


def test_three_centres_may_be_three_in_all_or_three_for_each_site(page):
    assert "for both sites" in only_sentence_with(page, "Three new operations centres").text
    assert "for both shopping sites" in only_sentence_with(page, "Three new centres").text


@pytest.mark.parametrize("words", ["amid stiffer competition", "amid heavier investment"])
def test_amid_leaves_the_cause_open(page, words):
    sentence = only_sentence_with(page, words).text
    assert not re.search(r"because|due to|owing to|caused|as a result|led to", sentence)


def test_background_parts_the_two_passages_of_the_analyst(page):
    first, second = (s.number for s in page.sentences if "Pei" in s.text)
    between = [page.sentence(number).text for number in range(first + 1, second)]
    assert any("opened in 2003" in text for text in between)
    assert all("Pei" not in text for text in between)


def test_the_channel_of_the_analyst_is_named_once(page):
    assert page.text.count("WeChat") == 1


def test_days_are_weekdays_only(story):
    assert re.findall(r"\b(Thursday|Friday)\b", story) == ["Thursday", "Friday"]
    assert not re.search(MONTHS_WITH_A_DAY, story)
    assert "2022" not in story


@pytest.mark.parametrize("figure", FIGURES)
def test_the_story_keeps_the_figure(story, figure):
    assert figure in story


@pytest.mark.parametrize("praise", ["engaging, personal", "fine-tuned", "high-quality", "premium"])
def test_praise_has_no_source(page, praise):
    sentence = only_sentence_with(page, praise).text
    assert not re.search(r"according to|said|says|calls|claims|company", sentence)


def test_two_captions_carry_their_credits(page):
    captions = [block for block in page.blocks if block.role == "caption"]
    credits = [block.sentences[-1].text for block in captions]
    assert credits == ["Photo: news agency", "Photo: handout"]


def test_a_caption_repeats_the_stakes_without_a_source(page):
    caption = with_role(page, "caption")[0].text
    shared = "Chinese consumption, globalisation and technological advances"
    assert shared in caption and shared in with_role(page, "paragraph")[-2].text


def test_furniture_has_its_own_blocks_at_the_ends_and_between_paragraphs(page):
    roles = [block.role for block in page.blocks]
    assert roles[0] == roles[-1] == "furniture"
    assert roles.count("furniture") == 4
    assert any("Video" in s.text for s in with_role(page, "furniture"))


def test_the_story_is_at_most_nine_tenths_as_long_as_the_original(page):
    words = [word for s in page.sentences if s.role != "furniture" for word in s.text.split()]
    assert 500 <= len(words) <= 600


def test_a_note_says_that_it_is_retold_and_cites_the_original(page):
    assert "Retold for teaching" in page.front["note"]
    retold = page.front["retells"]
    assert retold["publisher"] == "South China Morning Post"
    assert retold["url"].startswith("https://www.scmp.com/")
    assert "inferred" in retold["date"]
