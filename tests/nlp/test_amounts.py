"""Amounts of the blind set, and of the numbers people speak."""

import time

import pytest

from nlp.amounts import amounts
from nlp.skeleton import skeleton
from tests.nlp.halves import shares
from tests.nlp.kit import lines


def heard(text: str) -> str:
    return ";".join(f"{each.number:f}{each.unit}" for each in amounts(skeleton(text))) or "-"


def test_amounts_of_the_set() -> None:
    every, held_out = shares(heard(text) == wanted for wanted, text in lines("amounts.tsv"))
    assert every >= 0.95
    assert held_out >= 0.92


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("三十四户", "34户"),
        ("三四十户", "30户"),
        ("一千零五十块", "1050元"),
        ("收了1万2", "12000元"),
        ("盖房花了十五万八", "158000元"),
        ("三两", "0.3斤"),
        ("一亩二分地", "1.2亩"),
        ("苹果一斤三块五", "3.5元"),
        ("1,200元", "1200元"),
        ("等一下", "-"),
        ("一号井坏了", "-"),
        ("三百六十五天", "-"),
        ("2025年", "-"),
    ],
)
def test_how_much(text: str, wanted: str) -> None:
    assert heard(text) == wanted


@pytest.mark.parametrize("text", ["一" * 2000, "1" * 2000, "三百" * 1000, "五块" * 1000, "1.1," * 500, "两" * 2000, "一块五" * 600])
def test_two_thousand_hostile_characters(text: str) -> None:
    begun = time.perf_counter()
    amounts(text)
    assert time.perf_counter() - begun < 0.3  # 30 ms on an idle core
