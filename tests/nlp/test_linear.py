"""Models: written and read alike, learnt the same every time, honest about how sure they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import build
from nlp.ears import Ears
from nlp.linear import Linear, parsed, side_by_side, written
from nlp.measure import Judged, measure
from nlp.model import Model, model_of, shipped, text_of
from nlp.pieces import pieces, sentences
from nlp.train import train

LAMPS = [(f"{place}的路灯{how}", "lamp") for place in ("前街", "后沟", "桥头", "村口") for how in ("不亮", "坏了", "灭了", "闪得厉害")]
WATER = [(f"{place}{how}", "water") for place in ("水管", "自来水", "水龙头", "水塔") for how in ("冻裂了", "停了", "没水", "漏得厉害")]


def test_a_small_taxonomy_is_learnt() -> None:
    shares: list[float] = []
    model = train([*LAMPS, *WATER], shares.append)
    chances = dict(zip(model.labels, model.chances(pieces("东坡的路灯又不亮")), strict=True))
    assert chances["lamp"] > 0.7
    assert sum(chances.values()) == pytest.approx(1)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_same_lessons_teach_the_same_model_byte_for_byte() -> None:
    assert written(train([*LAMPS, *WATER])) == written(train([*LAMPS, *WATER]))


def test_one_label_is_nothing_to_learn() -> None:
    with pytest.raises(ValueError, match="two labels"):
        train(LAMPS)


def test_a_model_is_read_as_it_was_written() -> None:
    model = train([*LAMPS, *WATER])
    text = written(model)
    assert written(parsed(text.splitlines())) == text
    both = text_of(Model(model, {"01": model}))
    assert text_of(model_of(both.splitlines())) == both


def test_side_by_side_each_model_weighs_as_alone() -> None:
    """And of what stands beside nothing is written."""
    one, other = train([*LAMPS, *WATER]), train([(text, label.upper()) for text, label in [*WATER, *LAMPS][::2]])
    both = side_by_side(train([*LAMPS, *WATER]), other)
    assert written(both) == written(one)
    for text, _ in [*LAMPS, *WATER]:
        said = pieces(text)
        assert both.margins(said) == one.margins(said)
        beside = [both.margin_beside(label, both.units(said), len(said)) for label in other.labels]
        assert beside == pytest.approx(other.margins(said))


GOOD = ["shuoshi-linear 2", "a\tb", "0\t0", "1\t1", "5.0\t2", "x\ty", "QPPQ"]


def test_a_model_of_two_pieces_is_read() -> None:
    assert parsed(GOOD).weight("x", 0) == 1


@pytest.mark.parametrize(
    ("line", "spoilt"),
    [
        (0, ""),
        (0, "shuoshi-linear 1"),
        (1, "a"),
        (2, "0"),
        (2, "0\tx"),
        (2, "0\tnan"),
        (3, "1"),
        (3, "nan\t1"),
        (3, "1\t1e999"),
        (4, "5.0"),
        (4, "5.0\t3"),
        (4, "nan\t2"),
        (4, "-inf\t2"),
        (5, "x"),
        (5, "x\tx"),
        (6, "QPP"),
        (6, "QPPQQQ"),
        (6, "QPP一"),
    ],
)
def test_a_spoilt_model_is_refused(line: int, spoilt: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever line is the spoilt one
        parsed([*GOOD[:line], spoilt, *GOOD[line + 1 :]])


def test_a_model_that_has_learnt_nothing_or_ends_too_soon_is_refused() -> None:
    with pytest.raises(ValueError, match="learnt nothing"):
        model_of(["categories", *GOOD[:4], "5.0\t0", "", ""])
    with pytest.raises(ValueError, match="no model"):
        model_of(["categories", *GOOD[:5]])


def test_ears_that_would_hear_no_danger_are_refused() -> None:
    with pytest.raises(ValueError, match="danger"):
        Ears(model=Model(train([*LAMPS, *WATER]), {}))


@settings(deadline=None)
@given(st.text(max_size=3000))
def test_any_text_has_pieces_and_chances(text: str) -> None:
    model: Linear = shipped().categories
    for part in sentences(text):
        assert sum(model.chances(pieces(part))) == pytest.approx(1)


def test_sounds_hold_where_writing_slips() -> None:
    assert pieces("停水了") & pieces("停谁了") > pieces("停水了") & pieces("停电了")


def test_measures() -> None:
    figures = measure([Judged("a", "a", 0.9), Judged("a", "a", 0.9), Judged("b", "a", 0.6), Judged("b", "b", 0.8)])
    assert (figures.accuracy, figures.macro_f1) == (0.75, pytest.approx(0.7333, abs=1e-4))
    assert figures.ece == pytest.approx((0.1 * 2 + 0.6 + 0.2) / 4, abs=1e-3)
    with pytest.raises(ValueError, match="nothing"):
        measure([])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(build.BUILDERS))
def test_the_shipped_models_are_those_the_seeds_teach(name: str) -> None:
    assert build.build(name) == (build.MODELS / f"{name}.txt").read_text("utf-8")


def test_the_model_of_categories_fits_in_a_pocket() -> None:
    assert (build.MODELS / "categories.txt").stat().st_size <= 3_000_000
