"""What stands for many answers: a sentence most like the others, and words that stand out from what else the village says."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.digest import medoids, standing_out, words_of

WATER = ("浇地的水渠太窄，该修宽", "水渠漏水，浇不上地", "水渠一定要修，浇地全靠它", "给老人装个扶手")
VILLAGE = ("路灯不亮", "东坡的路塌了", "路灯又坏了", "低保没批下来", "大车把路压坏了", "水管冻了")


def test_the_sentence_most_like_the_others_comes_first():
    assert medoids(WATER, 1)[0] in (0, 1, 2)


def test_the_second_says_what_the_first_leaves_unsaid():
    assert medoids(WATER, 2)[1] == 3


def test_all_are_chosen_when_there_is_room_for_all():
    assert sorted(medoids(WATER, 9)) == [0, 1, 2, 3]
    assert medoids((), 2) == []
    assert medoids(("同意",), 2) == [0]


def test_what_many_say_in_the_same_words_is_said_once_more_than_what_one_says():
    assert medoids(("修水渠", "装扶手", "修水渠", "修水渠"), 1) == [0]


def test_words_stand_out_against_what_else_is_said_here():
    assert standing_out(WATER, VILLAGE)[0] == "水渠"
    assert "水渠" not in standing_out(WATER, [*VILLAGE, *["水渠坏了"] * 40])


def test_a_word_of_one_person_alone_does_not_stand_out():
    assert "扶手" not in standing_out(WATER, VILLAGE)


def test_words_for_yes_and_no_are_no_matter():
    assert not words_of("同意，可以") & {"同意", "可以"}


@given(st.lists(st.text(max_size=30), max_size=12), st.integers(0, 5))
def test_positions_are_distinct_and_always_the_same(texts, most):
    chosen = medoids(texts, most)
    assert len(set(chosen)) == len(chosen) == min(most, len(texts))
    assert chosen == medoids(texts, most)
    standing_out(texts, texts)
