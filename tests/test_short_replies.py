"""A short answer is read or left alone, never guessed."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.replies import Choice, fold, is_opt_out, read_choice

SHOWN = {"1": "for", "2": "against"}
LABELS = {"for": "同意", "against": "不同意"}
TWO_QUESTIONS = {"11": "road.for", "12": "road.against", "21": "ditch.for", "22": "ditch.against"}
ISSUES = {"1": "i1", "2": "i2", "3": "i3", "9": "more", "0": "back"}
ISSUE_LABELS = {"i1": "修水渠", "i2": "装路灯", "i3": "修路"}
CHECK = {"1": "right", "2": "wrong"}
CHECK_LABELS = {"right": "对", "wrong": "不对"}


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("1", "for"),
        (" 1 ", "for"),
        ("１", "for"),
        ("①", "for"),
        ("⒈", "for"),
        ("⑴", "for"),
        ("❶", "for"),
        ("➀", "for"),
        ("1️⃣", "for"),
        ("一", "for"),
        ("㈠", "for"),
        ("壹", "for"),
        ("1。", "for"),
        ("1.", "for"),
        ("1、", "for"),
        ("1)", "for"),
        ("（1）", "for"),
        ("【1】", "for"),
        ("“1”", "for"),
        ("'1'", "for"),
        ("「1」", "for"),
        ("回1", "for"),
        ("回复1", "for"),
        ("回复：1", "for"),
        ("选1", "for"),
        ("我选1", "for"),
        ("选“1”", "for"),
        ("选择1", "for"),
        ("我就选1", "for"),
        ("答案是1", "for"),
        ("1吧", "for"),
        ("1啊", "for"),
        ("1 吧", "for"),
        ("选1吧。", "for"),
        ("第一", "for"),
        ("第1个", "for"),
        ("选第一个", "for"),
        ("选项1", "for"),
        ("1号", "for"),
        ("l", "for"),
        ("I", "for"),
        ("1\u200b", "for"),
        ("\ufeff1", "for"),
        ("1!!!", "for"),
        ("1同意", "for"),
        ("1 同意", "for"),
        ("1（同意）", "for"),
        ("1：同意", "for"),
        ("我们全家都不同意", "against"),
        ("1、同意", "for"),
        ("1.同意。", "for"),
        ("同意", "for"),
        ("同意！", "for"),
        ("同意的", "for"),
        ("同 意", None),
        ("我同意", "for"),
        ("我是同意的", "for"),
        ("我们家都同意", "for"),
        ("全家都同意", "for"),
        ("坚决同意", "for"),
        ("选同意", "for"),
        ("同义", "for"),
        ("统一", "for"),
        ("没意见", "for"),
        ("没有意见", "for"),
        ("赞成", "for"),
        ("要得", "for"),
        ("中", "for"),
        ("行", "for"),
        ("好的", "for"),
        ("OK", "for"),
        ("2", "against"),
        ("２", "against"),
        ("②", "against"),
        ("二", "against"),
        ("贰", "against"),
        ("2号", "against"),
        ("2吧", "against"),
        ("2不同意", "against"),
        ("2、不同意", "against"),
        ("不同意", "against"),
        ("不同意。", "against"),
        ("不統一", None),
        ("不统一", "against"),
        ("我不同意", "against"),
        ("我坚决不同意", "against"),
        ("坚决不同意", "against"),
        ("我也不同意", "against"),
        ("坚决反对", "against"),
        ("不赞成", "against"),
        ("不行", "against"),
        ("不中", "against"),
        ("要不得", "against"),
    ],
)
def test_a_bare_answer_is_the_option_it_names(text: str, token: str | None) -> None:
    assert read_choice(text, SHOWN, LABELS) == (Choice("token", token) if token else Choice("none"))


@pytest.mark.parametrize(
    ("text", "token", "rest"),
    [
        ("1，但是先修路", "for", "但是先修路"),
        ("1，但是先修路，再装灯。", "for", "但是先修路，再装灯。"),
        ("①，但是先修路", "for", "但是先修路"),
        ("1但是先修路", "for", "但是先修路"),
        ("“1”，希望快点", "for", "希望快点"),
        ("选1，因为离我家近", "for", "因为离我家近"),
        ("1吧，早点修", "for", "早点修"),
        ("一，不过要宽点", "for", "不过要宽点"),
        ("1.但是先公开账目", "for", "但是先公开账目"),
        ("1同意，就是路要宽点", "for", "就是路要宽点"),
        ("1\n晚上要装路灯", "for", "晚上要装路灯"),
        ("同意，就是路要宽点", "for", "就是路要宽点"),
        ("同意就是路要宽点", "for", "就是路要宽点"),
        ("同意但要先公开账目", "for", "但要先公开账目"),
        ("我同意，啥时候开工？", "for", "啥时候开工？"),
        ("没意见，抓紧点", "for", "抓紧点"),
        ("行，就是要快", "for", "就是要快"),
        ("2 钱从哪里来", "against", "钱从哪里来"),
        ("2，不要占我家菜地", "against", "不要占我家菜地"),
        ("2，不同意，钱从哪里来", "against", "钱从哪里来"),
        ("不同意，要占我家菜地", "against", "要占我家菜地"),
        ("不行，太贵了", "against", "太贵了"),
        ("2。" + "这条路修过三回了" * 20, "against", "这条路修过三回了" * 20),
        ("  １　，  ＡＢ路先修", "for", "ＡＢ路先修"),
    ],
)
def test_what_is_said_besides_the_choice_is_kept_as_written(text: str, token: str, rest: str) -> None:
    assert read_choice(text, SHOWN, LABELS) == Choice("token", token, rest)


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "。", "？", "?", "😀", "👍", "\u200b", "嗯", "哦", "知道了", "好，知道了", "好的，收到"],
        *["3", "12", "21", "0", "111", "1 2", "1,2", "1，2", "1和2", "1或2", "1/2", "1-2", "1~2", "1.5", "1:30", "+1", "-1+", "1%", "1+1"],
        *["1?", "1？", "1吗", "1 吗", "同意吗", "同意？", "是1还是2", "选哪个", "1=2"],
        *["1号那天我不在家", "1号 那天我不在家", "2号，我不在家", "1月工资没发", "1 月工资没发", "1 个月没水了", "2 月份的钱呢"],
        *["2000块", "2000块钱够不够", "1,000块", "1楼漏水", "1组的路坏了", "1 组的路坏了", "1点多停的电", "20㎡够不够", "2㎡"],
        *["一定要修", "一点都不同意", "一样", "一般", "一个都不行", "二娃家的树倒了", "十一", "一二", "两", "三"],
        *["第一，路要修好；第二，灯要装", "一、路要修 二、灯要装", "1.路坏了 2.水渠堵了", "1、路坏了", "1。路坏了。2。水渠堵了"],
        *[
            "别选1",
            "不选1",
            "不要1",
            "不是1",
            "除了1都行",
            "我家1口人",
            "1不行",
            "1 不行",
            "1，不行",
            "1，不对，2",
            "1，写错了，2",
            "1，哦不，选2",
        ],
        *["1不同意", "1，不同意", "2同意", "2，同意", "同意不同意", "同意，不同意", "同意还是不同意", "同意/不同意", "不同意，同意"],
        *[
            "不是不同意",
            "不是不同意，是要再想想",
            "没有不同意",
            "我不知道该同意还是不同意",
            "不太同意",
            "不完全同意",
            "基本同意",
            "同意不了",
        ],
        *["同意个屁", "同意，才怪", "同意，可是我媳妇不同意", "如果先修路就同意", "反对无效", "支持一下", "统一安排路灯", "统一 安排路灯"],
        *["行不行", "行不行要看钱怎么出", "都行", "都可以", "我可以", "可以吗", "中午再说", "好人有好报", "不知道", "不成器"],
        *["水渠堵了半个月了", "村长拿了1万块", "i", "ll", "Il", "1" * 60, "1" + " " * 80 + "号", "同意" * 30],
    ],
)
def test_what_is_not_plainly_a_choice_stays_words(text: str) -> None:
    assert read_choice(text, SHOWN, LABELS) == Choice("none")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11", Choice("token", "road.for")),
        ("２１", Choice("token", "ditch.for")),
        ("十一", Choice("token", "road.for")),
        ("二十一", Choice("token", "ditch.for")),
        ("⑪", Choice("token", "road.for")),
        ("22，先清淤", Choice("token", "ditch.against", "先清淤")),
        ("11 21", Choice("none")),
        ("1", Choice("none")),
        ("一一", Choice("none")),
        ("l", Choice("none")),
        ("111", Choice("none")),
    ],
)
def test_two_open_questions_are_told_apart_by_their_numbers(text: str, expected: Choice) -> None:
    assert read_choice(text, TWO_QUESTIONS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("修水渠", Choice("token", "i1")),
        ("选修水渠", Choice("token", "i1")),
        ("修路。", Choice("token", "i3")),
        ("3", Choice("token", "i3")),
        ("9", Choice("token", "more")),
        ("0", Choice("token", "back")),
        ("〇", Choice("token", "back")),
        ("1，晚上也要装路灯的", Choice("token", "i1", "晚上也要装路灯的")),
        ("修路，前面那段又塌了", Choice("none")),
        ("1，装路灯", Choice("none")),
        ("修水渠的钱呢", Choice("none")),
        ("同意", Choice("none")),
        ("i2", Choice("token", "i2")),
    ],
)
def test_labels_of_a_list_count_when_they_stand_alone(text: str, expected: Choice) -> None:
    assert read_choice(text, ISSUES, ISSUE_LABELS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对", Choice("token", "right")),
        ("对的", Choice("token", "right")),
        ("是的", Choice("token", "right")),
        ("嗯", Choice("token", "right")),
        ("没错", Choice("token", "right")),
        ("对，还有水渠", Choice("token", "right", "还有水渠")),
        ("不对", Choice("token", "wrong")),
        ("不对，是东头的路", Choice("token", "wrong", "是东头的路")),
        ("记错了", Choice("token", "wrong")),
        ("对不对", Choice("none")),
        ("是不是", Choice("none")),
        ("对门那家又倒垃圾", Choice("none")),
        ("不是不对", Choice("none")),
    ],
)
def test_a_confirmation_is_read_in_its_own_words(text: str, expected: Choice) -> None:
    assert read_choice(text, CHECK, CHECK_LABELS) == expected


def test_a_word_that_two_options_claim_names_none() -> None:
    shown, labels = {"1": "a", "2": "b", "3": "c"}, {"a": "同意", "b": ("赞成", "修路"), "c": "修路"}
    assert read_choice("修路", shown, labels) == Choice("none")
    assert read_choice("支持", shown, labels) == Choice("none")
    assert read_choice("赞成", shown, labels) == Choice("token", "b")


def test_a_level_of_satisfaction_that_is_an_option_itself_is_that_option() -> None:
    shown, labels = {"1": "very", "2": "quite", "3": "not"}, {"very": "非常满意", "quite": "满意", "not": "不满意"}
    assert read_choice("非常满意", shown, labels) == Choice("token", "very")
    assert read_choice("满意", shown, labels) == Choice("token", "quite")
    assert read_choice("不满意，拖了半年", shown, labels) == Choice("token", "not", "拖了半年")


OPT_OUTS = [
    *["TD", "td", "Td", "ＴＤ", "T D", "TD。", "回TD", "回复td", "退订回TD", "【石桥村】TD", "回T", "回复R", "0000"],
    *["退订", "退定", "我要退订", "请退订", "退订吧", "拒收", "拒收短信", "取消订阅"],
    *["不要发了", "别发了", "不要再发了", "请不要再发短信了", "别给我发短信了", "别再发信息"],
]


@pytest.mark.parametrize("text", OPT_OUTS)
@pytest.mark.parametrize("shown", [SHOWN, {}])
def test_who_wants_no_more_is_understood_at_once(text: str, shown: dict[str, str]) -> None:
    assert is_opt_out(text)
    assert read_choice(text, shown, LABELS) == Choice("opt_out")


@pytest.mark.parametrize("text", ["T", "t", "R", "r", "N", "n", "Ｔ", "R。", "“N”"])
def test_a_bare_letter_is_asked_back_while_a_question_is_open(text: str) -> None:
    assert is_opt_out(text)
    assert read_choice(text, SHOWN, LABELS) == Choice("doubt")
    assert read_choice(text, {}) == Choice("opt_out")


@pytest.mark.parametrize(
    "text",
    [
        *["", "停发低保是咋回事", "不要发大水", "退订单的钱", "发了", "别发火", "TDS", "Tom", "RN", "000", "退"],
        *["工资不要再拖着不发了", "退耕还林的钱拒收了", "拒收白条，要现钱"],
    ],
)
def test_other_words_are_no_opt_out(text: str) -> None:
    assert not is_opt_out(text)


@settings(deadline=None)
@given(st.text(max_size=80))
@example("e\u200b\u0301")
@example(" \u00a8 1")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


PIECES = [*"12一二①２ l同意不是行对，。 .?吧号但选第R", "\u200b", "反对", "退订", "路"]
ANSWERS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@settings(deadline=None)
@given(ANSWERS)
def test_reading_again_what_was_read_changes_nothing(text: str) -> None:
    choice = read_choice(text, SHOWN, LABELS)
    again = read_choice(fold(text), SHOWN, LABELS)
    assert (again.kind, again.token, fold(again.rest)) == (choice.kind, choice.token, fold(choice.rest))
    if choice.token:
        assert read_choice(choice.token, SHOWN, LABELS) == Choice("token", choice.token)
        assert choice.rest in text


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert (read_choice(text, SHOWN, LABELS).token is None) == (read_choice(text, SHOWN, LABELS).kind != "token")


def test_a_long_message_costs_little() -> None:
    long = "村东头的水渠堵了半个月了没人管，" * 120
    started = time.process_time()
    for _ in range(1000):
        read_choice(long, SHOWN, LABELS)
    assert time.process_time() - started < 0.2  # measured 0.015; the rest is for busy machines
