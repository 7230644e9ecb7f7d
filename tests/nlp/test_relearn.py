"""Corrections are learnt from, tried on what neither side has seen, and refused where any category suffers."""

import random

import pytest

from nlp import relearn as relearning
from nlp import seeds, segment
from nlp.measure import Judged, measure
from nlp.model import Model, signs
from nlp.relearn import FEWEST, PARTS, relearn, why_not
from nlp.skeleton import skeleton
from nlp.teach import teach

ROADS = [(f"村口{where}的路{how}，三轮车上不来", "01.1") for where in "东西南北前后" for how in ("塌了", "坏了", "裂了", "陷了")]
WATER = [(f"{where}家水管{how}，没水吃", "02.1") for where in "东西南北前后" for how in ("冻了", "裂了", "漏了", "堵了")]
SMALL = [*ROADS, *WATER, *((text.replace("路", "巷道"), "01.2") for text, _ in ROADS[:6]), *((f"{t}啊", "02.3") for t, _ in WATER[:6])]
# what this village says of its water, and nobody else would
CORRECTED = [(f"{where}坪的龙王泉{how}", "02") for where in "上下" for how in ("干了", "断了", "小了", "浑了", "没了", "停了")]


def heard(model: object, text: str) -> str:
    bones = skeleton(text)
    head = model.categories  # type: ignore[attr-defined]
    chances = head.chances(*signs(bones, segment.cut(bones)))
    return str(head.labels[chances.index(max(chances))])


def test_too_few_corrections_try_nothing() -> None:
    trial = relearn(CORRECTED[: FEWEST - 1], concerns=SMALL)
    assert (trial.model, trial.before, trial.after) == (None, None, None)
    assert trial.refused is not None
    assert "too few" in trial.refused.english


def test_what_a_village_says_is_learnt() -> None:
    told: list[float] = []
    trial = relearn(CORRECTED, on_progress=told.append, concerns=SMALL)
    assert trial.refused is None
    assert trial.model is not None
    assert heard(trial.model, "上坪的龙王泉又干了") == "02"
    assert heard(trial.model, "村口东的路塌了") == "01"
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_corrected_sub_is_learnt_and_one_nobody_named_teaches_the_subs_nothing() -> None:
    finer = [(text, "02.3") for text, _ in CORRECTED]

    def within(model: Model) -> list[str]:
        branch = model.subs["02"]
        margins = branch.margins(*signs(skeleton("上坪的龙王泉又干了"), segment.cut(skeleton("上坪的龙王泉又干了"))))
        return sorted(branch.labels, key=lambda label: -margins[branch.labels.index(label)])

    assert within(teach(SMALL, corrections=finer))[0] == "02.3"
    assert within(teach(SMALL, corrections=CORRECTED)) == within(teach(SMALL))


def test_the_trial_covers_every_seed_once_and_the_held_back_corrections() -> None:
    trial = relearn(CORRECTED, concerns=SMALL)
    assert trial.before is not None
    held = PARTS * len(CORRECTED[::5])
    assert sum(each.support for each in trial.before.per_class.values()) == len(SMALL) + held


def test_a_category_that_falls_refuses_the_model() -> None:
    wrong = [(text, "02") for text, _ in ROADS]  # somebody's slip, again and again
    trial = relearn(wrong, concerns=SMALL)
    assert trial.model is None
    assert trial.refused is not None
    assert "01 " in trial.refused.english
    assert trial.after is not None


def test_corrections_heard_worse_than_before_refuse_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    real = relearning._judged
    calls: list[int] = []

    def forgetful(model: object, rows: object) -> list[Judged]:
        """The last held-back part of the new model is heard as nothing."""
        calls.append(1)
        found = list(real(model, rows))  # type: ignore[arg-type]
        return [Judged(each.label, "00", 0.1) for each in found] if len(calls) == 4 * PARTS and len(found) < len(SMALL) // 2 else found

    monkeypatch.setattr(relearning, "_judged", forgetful)
    monkeypatch.setattr(relearning, "why_not", lambda _before, _after: None)
    trial = relearn(CORRECTED, known=CORRECTED, concerns=SMALL)
    assert trial.model is None
    assert trial.refused is not None
    assert "heard worse" in trial.refused.english


def test_a_point_is_not_too_much_and_few_rows_tell_nothing() -> None:
    right = [Judged(label, label, 0.9) for label in ("01", "02") for _ in range(200)]
    slip = [*right[:-1], Judged("02", "01", 0.9)]
    assert why_not(measure(right), measure(slip)) is None
    worse = [*right[:-9], *[Judged("02", "01", 0.9)] * 9]
    refused = why_not(measure(right), measure(worse))
    assert refused is not None
    assert all("02 1.000" in words for words in refused)
    few = [*right[:200], *[Judged("03", "03", 0.9)] * 4]
    assert why_not(measure(few), measure([*right[:200], *[Judged("03", "01", 0.9)] * 4])) is None


def test_what_is_held_back_is_unseen_by_the_standing_model_too() -> None:
    """The model in use was taught with all of them: tried so, nothing could ever be heard better."""
    first = relearn(CORRECTED, concerns=SMALL)
    second = relearn(CORRECTED, known=CORRECTED, concerns=SMALL)
    assert first.refused is None
    assert second.refused is None
    assert second.before == second.after


@pytest.mark.slow
def test_the_real_seeds_with_a_village_s_corrections() -> None:
    rows = seeds.concerns()[::2]  # half of them teach as well, in half the time
    chosen = set(random.Random(1).sample(range(len(rows)), 40))
    trial = relearn([rows[at] for at in sorted(chosen)], concerns=[row for at, row in enumerate(rows) if at not in chosen])
    assert trial.before is not None
    assert trial.after is not None
    assert trial.after.macro_f1 > trial.before.macro_f1 - 0.01
    assert (trial.model is None) == (trial.refused is not None)
