"""The conversation kit: what is remembered are tokens, what is shown are digits, and a restart changes nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Line
from handlers.open_question import read_open
from handlers.talk import BACK, MORE, SKIP, Closed, Done, Open, Pick, Question, TalkState, Waiting, ask, choose, free_prefix, play, show
from storage.records import talk_json, talk_of

ROAD, WATER = Pick("i1", Line("修桥"), "road"), Pick("i2", Line("修水渠"), "water")


def vote(picks):
    """A choice, then free words that may be skipped."""
    issue = yield from choose("vote.issue", picks)
    why = yield from ask("vote.why", skippable=True)
    return issue, why


def opened(question, *, small=False, page=0, taken=frozenset()):
    shown = show(question, small=small, page=page, taken=taken)
    return Open("vote", question.name, shown=shown.tokens, words=question.words, skippable=question.skippable, page=page)


# ---------------------------------------------------------------- playing


def test_a_script_runs_to_the_first_question_without_an_answer():
    waiting = play(vote([ROAD, WATER]), ())
    assert isinstance(waiting, Waiting)
    assert waiting.question.name == "vote.issue"
    waiting = play(vote([ROAD, WATER]), (("vote.issue", "i2"),))
    assert isinstance(waiting, Waiting)
    assert waiting.question.name == "vote.why"
    assert play(vote([ROAD, WATER]), (("vote.issue", "i2"), ("vote.why", "没水"))) == Done(("water", "没水"))


def test_skipping_is_a_token_and_not_a_missing_answer():
    assert play(vote([ROAD]), (("vote.issue", "i1"), ("vote.why", SKIP))) == Done(("road", None))


def test_a_changed_list_cannot_turn_one_answer_into_another():
    asked = play(vote([WATER, ROAD]), ())
    assert isinstance(asked, Waiting)
    token = read_open(opened(asked.question), "1")
    # meanwhile the list was turned round: what was shown as 1 is still meant
    assert play(vote([ROAD, WATER]), (("vote.issue", token), ("vote.why", SKIP))) == Done(("water", None))


def test_an_answer_that_is_no_longer_among_the_options_closes_the_talk():
    assert play(vote([ROAD]), (("vote.issue", "i2"),)) == Closed()


def test_a_question_of_a_new_release_is_asked_and_old_answers_are_kept():
    def longer(picks):
        household = yield from ask("vote.household")
        issue, why = yield from vote(picks)
        return household, issue, why

    old = (("vote.issue", "i1"), ("vote.why", SKIP))
    waiting = play(longer([ROAD]), old)
    assert isinstance(waiting, Waiting)
    assert waiting.question.name == "vote.household"
    assert play(longer([ROAD]), (*old, ("vote.household", "东坡3号"))) == Done(("东坡3号", "road", None))


def test_a_question_asked_twice_under_one_name_is_a_fault():
    def twice():
        yield from ask("once")
        yield from ask("once")

    with pytest.raises(RuntimeError, match="once"):
        play(twice(), (("once", "x"),))


# ---------------------------------------------------------------- showing


def test_eight_options_to_a_page_in_chat_and_three_on_sms():
    question = Question("q", picks=tuple(Pick(f"t{n}", Line(f"第{n}件")) for n in range(1, 11)))
    first, second = (show(question, small=False, page=page, taken=frozenset()) for page in (0, 1))
    assert list(first.tokens) == list("12345678")
    assert first.labels[-1].digits == MORE
    assert list(second.tokens.values()) == ["t9", "t10"]
    assert second.labels[-1].digits == BACK
    pages = [show(question, small=True, page=page, taken=frozenset()) for page in range(4)]
    assert [list(page.tokens.values()) for page in pages] == [["t1", "t2", "t3"], ["t4", "t5", "t6"], ["t7", "t8", "t9"], ["t10"]]
    assert [[label.digits for label in page.labels] for page in pages[1:3]] == [["1", "2", "3", MORE, BACK]] * 2


@given(st.integers(1, 40), st.booleans())
def test_every_option_is_on_exactly_one_page(count, small):
    question = Question("q", picks=tuple(Pick(f"t{n}", Line("x")) for n in range(count)))
    pages = 1 if small and count == 4 else -(-count // (3 if small else 8))
    shown = [token for page in range(pages) for token in show(question, small=small, page=page, taken=frozenset()).tokens.values()]
    assert shown == [pick.token for pick in question.picks]


@given(st.lists(st.integers(1, 8), min_size=1, max_size=8))
def test_questions_open_together_never_share_a_digit(counts):
    taken = frozenset[str]()
    for count in counts:
        question = Question("q", picks=tuple(Pick(f"t{n}", Line("x")) for n in range(count)))
        digits = show(question, small=False, page=0, taken=taken).tokens.keys()
        assert not digits & (taken | {MORE, BACK})
        taken |= digits


def test_the_second_open_question_reads_11_and_12_the_third_21_and_22():
    two = frozenset({"1", "2"})
    assert free_prefix(frozenset(), 2) == ""
    assert free_prefix(two, 2) == "1"
    assert free_prefix(two | {"11", "12"}, 2) == "2"


# ---------------------------------------------------------------- reading

QUESTION = Question("q", picks=(ROAD, WATER), skippable=True, words=True)


@pytest.mark.parametrize(
    ("said", "token"),
    [
        *[(digit, "i1") for digit in ("1", "１", "①", "一", "1。", " 1 ")],
        ("2", "i2"),
        ("二", "i2"),
        *[(none, SKIP) for none in ("0", "跳过", "不知道", "不晓得")],
        *[(other, None) for other in ("3", "12", "10", "1个月没水了", "1号那天我不在家", "")],
    ],
)
def test_a_digit_is_read_against_what_was_shown(said, token):
    from handlers.replies import fold

    assert read_open(opened(QUESTION), fold(said)) == token


def test_digits_of_the_plain_row_mean_nothing_where_11_and_12_were_shown():
    waiting = opened(QUESTION, taken=frozenset({"1", "2"}))
    assert [read_open(waiting, said) for said in ("11", "12", "1", "2")] == ["i1", "i2", None, None]


@given(st.one_of(st.text(max_size=12), st.sampled_from(["1", "2", "１", "一", "0", "跳过"])))
def test_reading_what_was_read_changes_nothing(words):
    waiting = opened(QUESTION)
    token = read_open(waiting, words)
    if token:
        assert read_open(waiting, token) == token


# ---------------------------------------------------------------- remembering

words = st.text(max_size=12)
some = st.text(min_size=1, max_size=12)
table = st.dictionaries(some, words, max_size=4)
opens = st.builds(
    Open,
    script=some,
    question=words,
    answers=st.lists(st.tuples(words, words), max_size=4).map(tuple),
    args=table,
    shown=table,
    labels=table,
    words=st.booleans(),
    skippable=st.booleans(),
    page=st.integers(0, 40),
    strayed=st.booleans(),
)
talks = st.builds(
    TalkState,
    key=some,
    open=st.none() | opens,
    suspended=st.none() | opens,
    draft=st.none() | some,
    last=st.none() | st.tuples(some, st.floats(0, 1e10)),
    noticed=st.booleans(),
    who=st.none() | st.tuples(some, some),
    aside=st.none() | st.tuples(words, words),
    version=st.integers(0, 1000),
)


@given(talks)
def test_a_talk_comes_back_from_its_json_as_it_was(talk):
    assert talk_of(talk.key, json.loads(json.dumps(talk_json(talk))), talk.version) == talk


def test_an_empty_talk_keeps_nothing():
    assert talk_json(TalkState("p:p00001")) == {}
