"""Lengths, numbers and masks of SMS."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.sms_text import fits_one, is_service_number, length, mask_sender, normalise_number, parts
from handlers.messages import ChannelName

QUESTION = "【石桥村】修村东路您同意吗？回1同意 2不同意，也可直接写意见。退订回TD"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "{" + "a" * 152, 3),  # the escaped character does not fit the last septet of part one
        ("a" * 151 + "{" + "a" * 153, 2),
        ("好" * 70, 1),
        ("好" * 71, 2),
        ("好" * 134, 2),
        ("好" * 135, 3),
        ("a" * 70 + "，", 2),  # one full-width comma makes all of it UCS-2
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),  # 33 to a part: the 67th unit stays empty
        ("😀" * 67, 3),
        ("好" * 66 + "😀" + "好" * 66, 3),
        (QUESTION, 1),
    ],
)
def test_parts_are_counted_as_the_operator_bills_them(text: str, count: int) -> None:
    assert parts(text) == count
    assert fits_one(text) == (count <= 1)


def test_the_length_is_told_in_the_units_that_count() -> None:
    assert length(QUESTION) == (37, 70, 67)
    assert length("a{") == (3, 160, 153)
    assert length("😀") == (2, 70, 67)


@settings(deadline=None)
@given(st.text(alphabet="a{好😀", max_size=400))
def test_more_text_is_never_fewer_parts(text: str) -> None:
    used, one, each = length(text)
    assert parts(text) <= parts(text + "好")
    assert parts(text) >= (1 if used <= one else -(-used // each)) or not text


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13800138001", "+8613800138001"),
        ("+8613800138001", "+8613800138001"),
        ("008613800138001", "+8613800138001"),
        ("8613800138001", "+8613800138001"),
        ("+86 138-0013-8001", "+8613800138001"),
        ("(+86) 138 0013 8001", "+8613800138001"),
        ("１３８００１３８００１", "+8613800138001"),
        ("＋８６13800138001", "+8613800138001"),
        (" 138\u00a00013\u00a08001 ", "+8613800138001"),
        ("013800138001", "+8613800138001"),
        ("0917-3212345", "+869173212345"),
        ("029 8765 4321", "+862987654321"),
        ("+862987654321", "+862987654321"),
        ("010-62345678", "+861062345678"),
        ("+15551234567", "+15551234567"),
        ("0085291234567", "+85291234567"),
        # everything below is nobody we could answer
        ("10086", None),
        ("+8610086", None),
        ("10690000123456", None),
        ("+8610690000123456", None),
        ("10655123456", None),
        ("+861062345678", None),  # a 106 port or Beijing without its 0
        ("95588", None),
        ("+8695588", None),
        ("9555812345", None),
        ("12345", None),
        ("12306", None),
        ("110", None),
        ("4008001234", None),
        ("+864008001234", None),
        ("96123", None),
        ("CMCC", None),
        ("3212345", None),
        ("12800138001", None),
        ("138001380011", None),
        ("", None),
        ("+", None),
        ("+86", None),
        ("٠١٢٣٤٥٦٧٨٩٠", None),
        ("13800138001;13800138002", None),
        ("1" * 500, None),
    ],
)
def test_a_number_is_a_persons_or_it_is_none(raw: str, number: str | None) -> None:
    assert normalise_number(raw) == number
    assert is_service_number(raw) == (number is None)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_normal_number_is_normal_already(raw: str) -> None:
    number = normalise_number(raw)
    if number and not number.startswith("+8610"):
        assert normalise_number(number) == number


@pytest.mark.parametrize(
    ("channel", "sender", "masked"),
    [
        (ChannelName.SMS, "+8613800138001", "+86138****8001"),
        (ChannelName.PHONE, "+862987654321", "+8629****4321"),
        (ChannelName.SMS, "10086", "10086"),
        (ChannelName.SMS, "10690000123456", "1069****3456"),
        (ChannelName.SMS, "3212345", "3****"),
        (ChannelName.WECHAT, "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "oABC****XYZ1"),
        (ChannelName.WECOM, "WangQiang", "W****"),
        (ChannelName.TERMINAL, "王大山", "王****"),
        (ChannelName.SMS, "", "****"),
    ],
)
def test_a_ledger_never_shows_a_whole_sender(channel: ChannelName, sender: str, masked: str) -> None:
    assert mask_sender(channel, sender) == masked
