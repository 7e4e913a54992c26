"""The teacher's report: what it counts is right, it names nobody, and few answers stay unseen."""

import random
import re
import statistics
from collections import Counter
from html import unescape

import pytest
from harness import violations
from test_grading import FILE, GOLD, NAMES, UNIT, hand_in, handed, notebook  # noqa: F401

from ontherecord import questions
from ontherecord.grading.agreement import Marks, agreement, alpha, step, with_the_others
from ontherecord.grading.marking import Marked
from ontherecord.grading.report import Report, story_name
from ontherecord.grading.report_answers import Given, given_html
from ontherecord.grading.run import grade
from ontherecord.grading.tally import MOST_DIFFERENT, ClassTally, QuestionTally, to_discuss

PAINT = "04x.paint"


def a_class(folder, size, seed=1):
    """Hands in for learners who know more or less; gives their answers."""
    chance = random.Random(seed)
    given = []
    for number in range(size):
        skill = chance.random()
        answers = {}
        for name in NAMES:
            question = questions.load(name)
            wrong = question.planted()
            right = not wrong or chance.random() < skill
            answers[name] = question.plain(question.gold() if right else chance.choice(wrong)[0])
        answers[PAINT] = some_tags(chance)
        hand_in(folder, f"Learner Number{number}/{FILE}", notebook(answers))
        given.append(answers)
    return given


def some_tags(chance):
    """Tags as people make them: some are left out, some claims begin a word later."""
    kept = []
    for tag in GOLD[PAINT]:
        if chance.random() < 0.7:
            later = len(tag["quote"].split()[0]) + 1 if chance.random() < 0.4 else 0
            start = tag["start"] + (later if tag["label"] == "claim" else 0)
            bare = {"start": start, "end": tag["end"], "label": tag["label"]}
            kept.append(bare)
    return questions.load(PAINT).plain(kept or GOLD[PAINT])


def report(folder):
    return (grade(folder, folder.parent / "out", [UNIT]) / "report.html").read_text("utf-8")


def marked(answers):
    """The marks of a learner with those answers."""
    asked = {name: questions.load(name) for name in answers}
    feedback = {name: one.judge(answers[name]) for name, one in asked.items()}
    values = {name: one.plain(answers[name]) for name, one in asked.items()}
    return Marked("Ana Diaz", "", (), False, "", feedback, values, ())


def page_of(*classmates, names=None):
    """The report on learners who answered as given, over all questions that were answered."""
    names = names or tuple(dict.fromkeys(name for answers in classmates for name in answers))
    made = Report(names)
    for answers in classmates:
        made.add(marked(answers))
    return made.page()


def text(html):
    """What a reader sees of it, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def section(page, id):
    """What stands from the heading with that id to the next one of its level or above, as HTML."""
    start = page.index(f'id="{id}"')
    level = int(page[page.rindex("<h", 0, start) + 2])
    end = re.search(f"<h[1-{level}][ >]|</main>", page[start:])
    return page[start + len(f'id="{id}">') : start + end.start()]


def told(page, name):
    """What the report says of the answers to a question."""
    return text(section(page, f"q-{name}"))


def test_the_report_of_a_class_counts_what_was_answered_and_names_nobody(handed):  # noqa: F811
    given = a_class(handed, 12)
    page = report(handed)
    assert "12 learners" in page and "Learner Number" not in page
    chosen = Counter(answers["04x.denial-b"] for answers in given)
    for option in questions.load("04x.denial-b").options:
        sign = "✓ right" if option.credit else "✗ not right"
        named = questions.misconceptions()[option.note.misconception] if not option.credit else None
        reading = f" Misreading: {named.name} ({named.id})" if named else ""
        line = f"{sign} {option.id}. {option.text}{reading} {chosen[option.id]} of 12"
        assert line in told(page, "04x.denial-b")
    right = sum(questions.load("04x.third").judge(a["04x.third"]).score for a in given) / 12
    assert f"{right:.0%}" in section(page, "questions")


def test_fewer_than_five_answers_draw_no_bar_and_tell_no_choice(handed):  # noqa: F811
    a_class(handed, 4)
    page = report(handed)
    assert 'class="bar"' not in page and 'class="given"' not in page
    assert "too few answers" in page and "shown from 5 on" in page and 'id="q-' not in page
    assert "They are shown once 5 learners have answered." in page
    a_class(handed, 5)
    assert 'class="bar"' in report(handed)


def test_the_wrong_numbers_that_several_gave_are_shown_and_that_of_one_learner_is_not():
    numbers = [33, 33, 300, 300, 300, 50, 50, 123.25]
    said = told(page_of(*({"04x.third": number} for number in numbers)), "04x.third")
    assert "✓ right 33 % Or what rounding allows. 2 of 8" in said
    assert "✗ not right 300 % 3 of 8" in said
    assert "50 % Misreading: the wrong base (M13) 2 of 8" in said
    assert "Another answer. 1 of 8" in said and "123" not in said


def test_a_number_that_earns_half_is_partly_right():
    said = told(page_of(*({"04x.third": number} for number in [33, 33, 33, -33, -33])), "04x.third")
    assert "◐ partly right -33 % 2 of 5" in said


def test_the_sentences_that_do_not_support_the_right_option_are_shown():
    answers = [["B", 7], ["B", 5], ["B", 5], ["B", None], ["B", None], ["A", 5], ["A", 5]]
    said = told(page_of(*({"04x.scope-b": answer} for answer in answers)), "04x.scope-b")
    assert "✓ right B. a review of the timetable 5 of 7" in said
    assert "B with sentence 5, which does not support it. Misreading: confirmation halo" in said
    assert "◐ partly right B without a sentence. 2 of 7" in said
    assert "A with sentence 5" not in said


def test_an_option_that_earns_half_with_its_own_sentence_is_not_told_to_lack_support():
    said = told(page_of(*[{"08x.debt-a": ["D", 2]}] * 5), "08x.debt-a")
    assert "◐ partly right D. " in said and "which does not support it" not in said


def test_a_select_question_says_what_leaving_out_a_right_option_shows():
    question = questions.load("04x.support")
    first = question.gold()[0]
    page = page_of(*({question.name: [one]} for one in [first, first, first, "E", "E"]))
    said = told(page, question.name)
    assert re.search(rf"✓ right {first}\. .*? Misreading where it is left out: .*? 3 of 5", said)
    assert re.search(r"✗ not right E\. .*? Misreading: .*? 2 of 5", said)


def test_a_function_is_told_by_its_wrong_rule_and_nothing_that_a_learner_wrote_is_shown():
    question = questions.load("06x.change-rule")
    wrong, right = question.planted()[0][0], question.gold()
    failed = [{"error": "<b>Ana</b> was here"}] * len(right)
    page = page_of(*({question.name: values} for values in [wrong, wrong, right, right, failed]))
    said = told(page, question.name)
    assert "✓ right Gives the right value in every call. 2 of 5" in said
    assert "You divided by the new number." in said and "the wrong base (M13) 2 of 5" in said
    assert "Another rule, or an error. 1 of 5" in said and "Ana" not in page


def test_a_chart_is_told_by_the_checks_that_failed():
    question = questions.load("07x.bars")
    charts = [question.planted()[0][0]] * 3 + [question.gold()] * 2
    said = told(page_of(*({question.name: chart} for chart in charts)), question.name)
    assert "✓ right Passes every check. 2 of 5" in said
    assert "✗ not right zero base: Bars compare lengths." in said
    assert said.count("✗") == 1 and said.endswith("(M19) 3 of 5")


def test_arrows_are_told_by_the_slips_in_them():
    question = questions.load("05x.chain-b")
    wrong, named = question.planted()[0]
    page = page_of(*({question.name: arrows} for arrows in [wrong] * 4 + [question.gold()]))
    said = told(page, question.name)
    assert "✓ right All as in the key. 1 of 5" in said and f"({named}) 4 of 5" in said


def test_a_quote_that_several_gave_is_shown_with_its_sentence_and_its_misreading():
    question = questions.load("02x.document")
    wrong, named = question.planted()[0]
    page = page_of(*({question.name: quote} for quote in [wrong, wrong, *[question.gold()] * 3]))
    said, right = told(page, question.name), question.gold()
    assert f"✓ right “{right['quote']}”, sentence {right['sentence']}" in said
    assert f"“{wrong['quote']}”, sentence {wrong['sentence']}" in said
    assert f"({named}) 2 of 5" in said


def test_tags_are_told_by_their_slips_and_the_sentence():
    page = page_of(*[{PAINT: GOLD[PAINT][:1]}] * 5)
    said = told(page, PAINT)
    assert "✓ right All as in the key. 0 of 5" in said
    assert "✗ not right A claim has no tag. At sentence 7. 5 of 5" in said


def test_an_answer_that_cannot_be_read_is_counted_as_such():
    answers = [{"04x.third": answer} for answer in ["a third", "a third", 33, 33, 33]]
    said = told(page_of(*answers), "04x.third")
    assert "No answer that can be read. 2 of 5" in said and "Another answer" not in said


def test_words_of_stories_and_options_are_escaped():
    page = page_of(*[{"04x.support": ["A"]}] * 5)
    assert "Lumen &amp; Pike" in page and "Lumen & Pike" not in page
    shown = given_html([Given(0, "<b>4 < 5</b>", 3, more="<i>")], 5)
    assert "&lt;b&gt;4 &lt; 5&lt;/b&gt;<small>&lt;i&gt;</small>" in shown


def test_different_wrong_answers_are_counted_up_to_a_limit():
    tally = ClassTally(["04x.third"])
    for number in range(1000, 1000 + 2 * MOST_DIFFERENT):
        tally.add(marked({"04x.third": number}))
    kept = tally.questions["04x.third"].wrong
    assert len(kept) == MOST_DIFFERENT and tally.learners == 2 * MOST_DIFFERENT


def test_a_misreading_is_told_with_how_many_learners_and_in_which_stories():
    halo = {"04x.scope-b": ["A", 7], "04x.scope-a": ["C", 7]}
    sound = {"04x.scope-b": ["B", 7], "04x.scope-a": ["A", 7]}
    page = page_of(halo, halo, halo | {"04x.scope-a": ["A", 7]}, sound, sound, sound)
    said = text(section(page, "misreadings"))
    assert re.search(r"confirmation halo \(M1\) .*? 3 of 6 Corvane b \(3\), Corvane a \(2\)", said)


def test_a_misreading_that_only_few_answers_could_show_is_not_told():
    sound, wrong = {"04x.denial-b": "A"}, {"04x.denial-b": "A", "04x.scope-b": ["A", 7]}
    page = page_of(sound, sound, sound, sound, wrong)
    said = section(page, "misreadings")
    assert "No answer to a question that at least 5" in said and "(M1)" not in page


def test_what_one_learner_showed_in_a_question_that_few_answered_is_not_added():
    halo, sound = {"04x.scope-b": ["A", 7]}, {"04x.scope-b": ["B", 7]}
    # The second story of the misreading is one learner's, in a question that nobody else answered.
    one = sound | {"04x.scope-a": ["C", 7]}
    page = page_of(halo, halo, sound, sound, one)
    said = text(section(page, "misreadings"))
    assert re.search(r"confirmation halo \(M1\) .*? 2 of 5 Corvane b \(2\)", said)


def test_every_check_of_a_chart_that_failed_is_told():
    question = questions.load("07x.bars")
    ideal = question.gold()
    without = [ideal | {"title": ""}] * 3 + [ideal] * 2
    said = told(page_of(*({question.name: chart} for chart in without)), question.name)
    assert not question.checks["title"].misconception
    assert f"title: {question.checks['title'].text} 3 of 5" in said


def test_a_story_that_only_few_answered_on_is_not_told():
    wrong = {"04x.scope-b": ["A", 7]}
    page = page_of(wrong, wrong, wrong, wrong, wrong | {"04x.scope-a": ["C", 7]})
    said = text(section(page, "misreadings"))
    assert "Corvane b (5)" in said and "Corvane a" not in said


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("t13-dunnock-a", "Dunnock a"),
        ("t07-lumen-pike-b", "Lumen Pike b"),
        ("cold-ollerby", "Ollerby"),
        ("alibaba-2022", "Alibaba 2022"),
        ("", "questions without a story"),
    ],
)
def test_a_story_has_a_short_name(id, name):
    assert story_name(id) == name


def test_a_claim_stands_with_its_words_its_question_and_what_is_right():
    question = questions.load("04x.status-b")
    labels = ["own voice"] * 3 + ["confirmed"] * 2
    page = page_of(*({question.name: question.gold() | {"C09": one}} for one in labels))
    said = text(section(page, "claims"))
    row = next(row for row in question.rows if row.id == "C09")
    # The most divided claim comes first.
    assert said.startswith("Claims, the most divided first " + row.text + " discuss")
    assert f"04x.status-b , row C09: {question.prompt} ✓ right own voice 3 of 5" in said
    assert "✗ not right confirmed Misreading: confirmation halo (M1) 2 of 5" in said
    assert said.count("discuss") == 1


def test_a_label_that_needs_its_sentence_is_partly_right():
    answers = [questions.load("04.status").gold() | {"C10": "reported"}] * 5
    said = text(section(page_of(*({"04.status": one} for one in answers)), "claims"))
    wanted = "◐ partly right reported Accepted with the sentence that supports it. 5 of 5"
    assert wanted in said


def test_discrimination_is_explained_and_a_question_below_zero_is_to_be_read_again():
    best, worst = GOLD | {"04x.third": 300}, {"04x.denial-b": "B", "04x.third": 33}
    page = page_of(best, best, best, worst, worst, worst)
    said = text(section(page, "questions"))
    assert "those who did well elsewhere did worse here" in said and "The mean share is" in said
    assert "what share is that, in per cent? 6 50% -1.00 read it again" in said
    assert "does the denial meet the report? 6 50% 1.00" in said
    alike = page_of(*[{"04x.denial-b": "A"}] * 5)
    assert "all earned the same" in section(alike, "questions")


def test_where_nobody_has_marked_the_text_the_report_says_so(handed):  # noqa: F811
    name = next(name for name in NAMES if questions.load(name).type != "tags")
    hand_in(handed, f"Ada Marin/{FILE}", notebook({name: questions.load(name).gold()}))
    page = report(handed)
    assert "Nobody has marked it." in page and "1 learner answered" in page


def readers(count, seed=2):
    """Learners who marked the text, each in another way."""
    chance = random.Random(seed)
    return [{PAINT: some_tags(chance)} for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "alphas", "warned"), [(1, False, False), (3, True, True), (4, True, False)]
)
def test_alpha_is_refused_for_one_reader_and_comes_with_a_warning_below_four(count, alphas, warned):
    said = text(section(page_of(*readers(count)), f"marks-{PAINT}"))
    assert f"{count} learner{'s have' if count > 1 else ' has'} marked it." in said
    assert ("alpha over words" in said) is alphas and ("Careful" in said) is warned
    # The words themselves and the pairs would tell of persons.
    assert "Sentence" not in said and "Agreement" not in said and "shown from 5 on" in said


def test_the_strip_has_a_legend_and_shares_in_words_and_the_table_says_the_same():
    page = page_of(*readers(10))
    part = section(page, f"marks-{PAINT}")
    assert "title=" not in part and all(f'class="step{n}"' in part for n in range(4))
    marks = Marks(PAINT)
    for one in readers(10):
        marks.add(one[PAINT])
    rows = re.findall('<tr><th scope="row".*?</tr>', section(page, f"marks-{PAINT}-words"))
    runs = [run for run in marks.runs() if run.step]
    assert len(rows) == len(runs) == part.count("<sup")
    for row, run in zip(rows, runs, strict=True):
        words = marks.question.page.text[run.start : run.end]
        said = text(row)
        assert said.startswith(f"{words} {run.sentence} {run.labels[0]}")
        assert f"{run.low:.0%}" in said and ("discuss" in said) is (run.step == 2)
        line = f"Sentence {run.sentence}, {run.labels[0]}: “{words}”, {run.low:.0%}"
        assert (line in text(part)) is (run.step == 2)


def test_runs_hold_each_word_once_and_no_word_that_others_marked_otherwise():
    marks = Marks(PAINT)
    for one in readers(9):
        marks.add(one[PAINT])
    runs = marks.runs()
    for token in marks.tokens:
        holding = [run for run in runs if run.start <= token[0] and token[1] <= run.end]
        assert len(holding) == 1 and holding[0].low <= marks.share(token) <= holding[0].high
        assert holding[0].step == step(marks.share(token))


@pytest.mark.parametrize(
    ("share", "wanted"), [(0, 0), (0.2, 1), (0.35, 2), (0.7, 2), (0.71, 3), (1, 3)]
)
def test_the_steps_of_the_strip_have_the_borders_of_discuss(share, wanted):
    assert step(share) == wanted


def test_readers_stand_in_an_order_that_their_names_do_not_change():
    class_ = readers(12)
    first, second = page_of(*class_), page_of(*reversed(class_), names=(PAINT,))
    assert section(first, "marks") == section(second, "marks")
    key = [int(n) for n in re.findall(r"reader \d+</th><td[^>]*>(\d+)%", section(first, "marks"))]
    assert len(key) == 12 and key == sorted(key, reverse=True) and key[0] > key[-1]


def test_more_than_eight_readers_get_three_columns_and_up_to_eight_a_matrix():
    heads = re.findall(
        '<th scope="col">(.*?)</th>', section(page_of(*readers(9)), f"marks-{PAINT}-pairs")
    )
    assert heads == ["Reader", "Key", "Machine reader", "Mean with the other readers"]
    matrix = section(page_of(*readers(8)), f"marks-{PAINT}-pairs")
    assert matrix.count('<th scope="col">') == 11 and matrix.count('<th scope="row">') == 10


def test_the_mean_with_the_others_leaves_a_readers_own_cell_out():
    assert with_the_others([[1, 0.2, 0.4], [0.2, 1, 0.6], [0.4, 0.6, 1]]) == pytest.approx(
        [0.3, 0.4, 0.5]
    )


def test_a_report_without_questions_or_answers_has_sentences_and_no_empty_table():
    page = page_of(names=())
    assert "<table" not in page and "No question counts." in page and "0 learners" in page
    assert "A claim is shown once 5 learners have labelled it." in page


def test_every_heading_stands_once_and_every_link_leads_to_one(handed):  # noqa: F811
    a_class(handed, 6)
    page = report(handed)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {*re.findall(r'href="#([^"]+)"', page)} <= {*ids}
    assert {*re.findall(r'aria-labelledby="([^"]+)"', page)} <= {*ids}
    heads = [text(one) for one in re.findall("<h2.*?</h2>", page)]
    assert len(heads) == len(set(heads)) and "<caption" not in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_and_a_feedback_page_are_accessible(handed, browser, scheme):  # noqa: F811
    a_class(handed, 10)
    report(handed)
    out = handed.parent / "out"
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = []
    for file in [out / "report.html", next((out / "feedback").iterdir())]:
        page.goto(file.as_uri())
        found += violations(page, "body")
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_small_screen_nothing_is_wider_and_each_cell_says_its_heading(
    handed,  # noqa: F811
    browser,
    width,
):
    a_class(handed, 8)
    report(handed)
    context = browser.new_context(viewport={"width": width, "height": 700}, bypass_csp=True)
    page = context.new_page()
    page.goto((handed.parent / "out" / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    regions = page.get_by_role("region").all()
    assert len(regions) == 4
    for region in regions:
        assert region.get_attribute("tabindex") == "0"
        assert region.evaluate("one => one.scrollWidth <= one.clientWidth")
        heads = region.locator("thead th").all_text_contents()
        said = [
            cell.evaluate("one => getComputedStyle(one, '::before').content")
            for cell in region.locator("tbody tr").first.locator("td").all()
        ]
        assert said == [f'"{head}: "' for head in heads[1:]]
    context.close()


def test_discrimination_is_the_correlation_with_the_rest():
    shares, rests = [0, 1, 0.5, 1, 0, 1], [3, 9, 4, 8, 5, 6]
    tally = QuestionTally("x")
    for share, rest in zip(shares, rests, strict=True):
        tally.add(share, rest)
    assert tally.difficulty == pytest.approx(statistics.mean(shares))
    assert tally.discrimination == pytest.approx(statistics.correlation(shares, rests))


def test_a_question_that_all_answer_alike_has_no_discrimination():
    tally = QuestionTally("x")
    for rest in range(8):
        tally.add(1, rest)
    assert tally.discrimination is None


@pytest.mark.parametrize(
    ("counts", "talk"), [((7, 3), True), ((8, 2), False), ((3, 3, 3, 1), False), ((2, 2), False)]
)
def test_a_claim_is_to_be_discussed_when_its_top_label_has_35_to_70_per_cent(counts, talk):
    assert to_discuss(Counter(dict(zip("abcd", counts, strict=False)))) is talk


def test_alpha_is_krippendorffs():
    # Four units, two readers, by hand: observed 2 of 8, expected (5 * 3 + 3 * 5) of (8 * 7).
    one = {(0, 1): "cue", (1, 2): "cue", (2, 3): "claim", (3, 4): "claim"}
    two = one | {(3, 4): "cue"}
    assert alpha([one, two], list(one)) == pytest.approx(1 - 0.25 / (30 / 56))
    assert alpha([one], list(one)) is None


def test_pairs_agree_by_the_words_that_either_marked():
    assert agreement({1: "cue", 2: "cue"}, {2: "cue", 3: "claim"}) == pytest.approx(1 / 3)
    assert agreement({}, {}) == 1


def test_the_strip_tells_the_share_of_readers_by_word():
    marks = Marks(PAINT)
    gold = GOLD[PAINT]
    marks.add(gold)
    marks.add(gold[:1])
    marks.add([])
    first = next(token for token in marks.tokens if token[0] >= gold[0]["start"])
    assert marks.share(first) == 1 and marks.pairs()[0][2] == 1
    assert {marks.share(token) for token in marks.tokens} == {0, 0.5, 1}
