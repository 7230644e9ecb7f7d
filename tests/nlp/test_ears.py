"""The whole reading: any text, in time, explained."""

import subprocess
import sys
from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import segment
from nlp.ears import Ears
from nlp.reading import Accusation, Danger, Reading, Speech, Whose
from nlp.skeleton import LONGEST, skeleton

TODAY = date(2026, 11, 23)


def test_one_sentence_heard_whole(ears: Ears, today: date) -> None:
    reading = ears.read("夜来下雨，东坡的路塌了半边，俺爹的三轮车上不来，跟王支书说过了", today)
    assert (reading.speech, reading.category, reading.sub) == (Speech.CONCERN, "01", "01.1")
    assert (reading.place, reading.since, reading.since_date) == ("东坡", "夜来", date(2026, 11, 22))
    assert (reading.danger, reading.urgency) == (None, 1)
    assert (reading.accusation, reading.whose) == (Accusation.NAMED, Whose.FAMILY)
    assert 0 < reading.score < 1


def test_danger_is_a_concern_however_short(ears: Ears, today: date) -> None:
    reading = ears.read("着火了", today)
    assert (reading.speech, reading.danger, reading.urgency) == (Speech.CONCERN, Danger.FIRE, 2)


def test_a_greeting_means_nothing_more(ears: Ears, today: date) -> None:
    assert ears.read("你好", today).abstains


_VILLAGE = st.sampled_from("路塌水电火着掉河里娃打支书贪钱不没三天月去年隔壁我妈煤气骗转，。 \u200b1３a🔥")


@settings(max_examples=150, deadline=1000)
@given(st.one_of(st.text(max_size=300), st.text(alphabet=_VILLAGE, max_size=300)))
def test_any_text_is_read(text: str) -> None:
    reading = Ears(("东坡",)).read(text, TODAY, ("王强",))
    assert isinstance(reading, Reading)
    assert reading.urgency in {0, 1, 2}
    assert 0 <= reading.score <= 1


@pytest.mark.parametrize(
    "unit", ["的", "火", "掉", "老人", "王", "隔壁", "三", "1", "a", " \u200b一", "ﷺ", "支书打", "娃丢", "。", "转了", "晋A"]
)
def test_two_thousand_hostile_characters_are_read_in_time(unit: str, ears: Ears, today: date) -> None:
    """The best of three: the first may have to compile patterns and learn which characters follow which."""
    text = (unit * LONGEST)[:LONGEST]

    def seconds() -> float:
        began = process_time()
        ears.read(text, today)
        return process_time() - began

    assert min(seconds() for _ in range(3)) < 0.15


def test_what_follows_two_thousand_characters_is_not_heard(ears: Ears, today: date) -> None:
    assert ears.read("路" * LONGEST + "着火了", today).danger is None


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("着 火 了", "着火了"),
        ("着\u200b火\u2060了", "着火了"),
        ("贪*污", "贪污"),
        ("１３８", "138"),
        ("着火了!", "着火了！"),
        ("the road is bad", "the road is bad"),
        ("停水了\n三天", "停水了\n三天"),
    ],
)
def test_disguises_come_off(said: str, heard: str) -> None:
    assert skeleton(said) == heard


def test_importing_the_ears_does_not_load_jieba() -> None:
    code = (
        "import sys, nlp.ears, nlp.group; assert 'jieba' not in sys.modules; "
        "from nlp import segment; assert not segment.ready(); assert segment.cut('没水') == ['没', '水']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_warming_again_only_adds_words() -> None:
    segment.warm(None, ["羊倌坡"])
    assert segment.ready()
    assert "羊倌坡" in segment.cut("羊倌坡的路")
