"""Both kinds of segmenter cut alike, so that a machine without the quick one hears the same."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from nlp.segment import JiebaSegmenter, RustSegmenter, Segmenter, short, taught

PINNED = [line.split("/") for line in (Path(__file__).parent / "cuts.txt").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module", params=["jieba", "rjieba"])
def segmenter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    if request.param == "jieba":
        return taught(JiebaSegmenter(tmp_path_factory.mktemp("jieba")), ["羊倌坡"])
    if not find_spec("rjieba") and not os.environ.get("NO_SKIPS"):
        pytest.skip("rjieba is missing: pip install rjieba, as requirements-dev.lock does where it has a wheel")
    return taught(RustSegmenter(), ["羊倌坡"])


def test_three_hundred_sentences_are_cut_as_pinned(segmenter: Segmenter) -> None:
    assert len(PINNED) == 300
    assert [segmenter.cut("".join(words)) for words in PINNED] == PINNED


def test_names_of_the_village_and_dialect_words_stay_whole(segmenter: Segmenter) -> None:
    for word in ("羊倌坡", "圪梁", "玉茭", "茅子"):
        assert word in segmenter.cut(f"到{word}那边")


def test_known_words_are_as_common_in_both(segmenter: Segmenter) -> None:
    assert (segmenter.frequency("路灯"), segmenter.frequency("圪圪崂崂")) == (446, 0)


def test_phrases_are_taken_apart_and_nothing_is_lost() -> None:
    words = ["垃圾没人拉", "，", "臭"]
    assert "".join(short(words)) == "".join(words)
