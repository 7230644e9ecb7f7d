"""What free answers come to. Floors lie a little under what was measured on the blind set; the threshold was chosen on its odd rows."""

import pytest

from nlp import seeds, shelf, teach_stance
from nlp.stance import Heard, Meant, shipped, stance_of
from nlp.stance_signs import read
from tests.nlp.kit import lines

OPPOSITE = {"for", "against"}


@pytest.fixture(scope="module")
def answered() -> list[tuple[str, Heard]]:
    return [(label, stance_of(answer)) for label, _, answer in lines("stances.tsv")]


def right(answers: list[tuple[str, Heard]]) -> float:
    return sum(heard.likeliest == label for label, heard in answers) / len(answers)


def test_nine_in_ten_free_answers_are_guessed_right(answered):
    assert right(answered) >= 0.89  # 0.898
    assert right(answered[1::2]) >= 0.86  # 0.869: the rows that nobody read who wrote the signs


def test_where_it_is_sure_it_is_right_and_it_is_sure_of_most(answered):
    sure = [(label, heard) for label, heard in answered if heard.stance is not None]
    assert len(sure) / len(answered) >= 0.78  # 0.796
    assert right(sure) >= 0.955  # 0.964


def test_a_yes_is_hardly_ever_taken_for_a_no(answered):
    turned = [label for label, heard in answered if heard.stance is not None and {label, str(heard.stance)} == OPPOSITE]
    assert len(turned) <= 0.01 * len(answered)  # 2 of 520


@pytest.mark.parametrize("label", Meant)
def test_no_stance_is_left_unheard(answered, label):
    own = [(each, heard) for each, heard in answered if each == label]
    assert right(own) >= 0.74  # against: 0.758, for a no has most disguises


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("没甚不同意的，干吧", Meant.FOR),
        ("这么好的事，谁会不同意", Meant.FOR),
        ("行是行，但得给个准日子", Meant.CONDITIONAL),
        ("要是不占菜园就装", Meant.CONDITIONAL),
        ("先把旧账算清，再说交钱", Meant.CONDITIONAL),
        ("凭甚叫俺们出，谁爱出谁出", Meant.AGAINST),
        ("俺的钱又不是大风刮来的", Meant.AGAINST),
        ("好得很，反正冻的不是你们", Meant.AGAINST),
        ("可劲收，收光了拉倒", Meant.AGAINST),
        ("等娃他爸回来，我们合计合计", Meant.UNSURE),
        ("大娘您好，请问养老金哪天发", Meant.NONE),
        ("村里会计的电话是多少", Meant.NONE),
    ],
)
def test_turns_of_speech_mean_something_else_than_their_words(answer, stance):
    assert stance_of(answer).likeliest is stance


def test_below_the_threshold_it_says_that_it_is_not_sure():
    heard = stance_of("同意", sure=1.01)
    assert (heard.stance, heard.likeliest) == (None, Meant.FOR)
    assert stance_of("我弟出工").stance is None


@pytest.mark.parametrize("words", ["", "。", "😀", "x" * 5000, "行" * 5000, "\ue000\ue001同意"])
def test_nothing_makes_it_stumble(words):
    assert 0 <= stance_of(words).score <= 1


def test_the_deciding_words_stand_in_the_answer():
    heard = stance_of("隔壁都签了，俺家坚决反对")
    assert heard.words
    assert all(word in "隔壁都签了，俺家坚决反对" for word in heard.words)


def test_what_words_come_to_is_read_in_their_order():
    assert read("先赔后占，这样同意") == ["first", "if", "|", "yes"]
    assert read("没啥不同意的") == ["yes"]


def test_the_shipped_model_is_the_one_that_the_seed_teaches():
    model = shipped()
    assert len(model.labels) == len(Meant)
    assert len(seeds.rows("stances.tsv")) == 2347


@pytest.mark.slow
def test_every_build_writes_the_same_bytes():
    assert teach_stance.stances() == shelf.text("model/stances.txt")


def test_nothing_of_the_blind_set_is_learnt_but_what_everybody_says():
    blind = {answer for _, _, answer in lines("stances.tsv")}
    same = blind & {answer for answer, _ in seeds.rows("stances.tsv")}
    assert all(len(answer) <= 5 for answer in same)  # 谢谢, 不同意


@pytest.mark.parametrize("answer", ["我同意个屁", "这么好的事谁不同意谁是傻子", "咋不同意嘞", "不是不同意", "反对个啥", "傻子才同意"])
def test_of_a_word_that_is_turned_round_nobody_is_sure_by_ear(answer):
    assert stance_of(answer).stance is None


def test_the_first_of_two_plans_is_no_turned_word() -> None:
    assert stance_of("我同意头一个方案").stance is Meant.FOR
