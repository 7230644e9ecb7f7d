"""What SMS does to text and numbers, the same for every gateway: length and parts, E.164, service numbers, masks."""

import re
import unicodedata

from handlers.messages import ChannelName

# 3GPP TS 23.038: one character outside both tables makes the whole message UCS-2.
_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_ESCAPED = frozenset("^{}[]~\\|€\f")  # two septets each
_GSM7_ONE, _GSM7_EACH = 160, 153  # septets in a single message, and in each part of a long one
_UCS2_ONE, _UCS2_EACH = 70, 67  # UTF-16 units, as the Chinese operators bill them

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# 工信部 numbering plan: area codes 10, 2x (eight-digit numbers) and 3xx–9xx; 400 and 800 are service numbers, 96x no area.
_LANDLINE = re.compile(r"(?:10|2[0-9])[2-9][0-9]{7}|(?!400|800|96)[3-9][0-9]{2}[2-9][0-9]{6,7}")
_FOREIGN = re.compile(r"\+[1-9][0-9]{7,14}")
_SEPARATORS = re.compile(r"[\s()./-]+")


def length(text: str) -> tuple[int, int, int]:
    """Units used, units that fit a single message, units in each part of a long one. 签名 counts: pass it with the text."""
    sizes = _sizes(text)
    return (sum(sizes), _GSM7_ONE, _GSM7_EACH) if _is_gsm7(text) else (sum(sizes), _UCS2_ONE, _UCS2_EACH)


def parts(text: str) -> int:
    """How many messages the operator bills; 0 for no text. An emoji or an escaped character is never cut in two."""
    used, one, each = length(text)
    if used <= one:
        return 1 if text else 0
    count, room = 1, each
    for size in _sizes(text):
        if size > room:
            count, room = count + 1, each
        room -= size
    return count


def fits_one(text: str) -> bool:
    return parts(text) <= 1


def _is_gsm7(text: str) -> bool:
    return all(char in _GSM7 or char in _GSM7_ESCAPED for char in text)


def _sizes(text: str) -> list[int]:
    if _is_gsm7(text):
        return [2 if char in _GSM7_ESCAPED else 1 for char in text]
    return [2 if ord(char) > 0xFFFF else 1 for char in text]


def normalise_number(raw: str) -> str | None:
    """E.164 of a person's telephone, however it was written (+86, 0086, 86, bare, full-width); None for everything else.

    None covers service numbers, short codes, names in letters, and a local number without its area code, which nobody
    outside the place can answer. Beijing landlines of 6xxxxxxx need their 0: without it they look like a 106 port.
    """
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw))
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+") and not number.startswith("+86"):
        return number if _FOREIGN.fullmatch(number) else None
    if number.startswith("86") and len(number) > 11:
        number = "+" + number
    return _chinese(number.removeprefix("+86"), abroad=number.startswith("+86"))


def _chinese(national: str, *, abroad: bool) -> str | None:
    bare = national.removeprefix("0")
    if _MOBILE.fullmatch(bare):
        return "+86" + bare
    trunk = national.startswith("0")
    area_given = trunk or (abroad and not national.startswith("106"))
    return "+86" + bare if area_given and _LANDLINE.fullmatch(bare) else None


def is_service_number(raw: str) -> bool:
    """10086, 106…, 95xxx, 12345, 400…, short codes, letters: kept, never answered, or two robots would talk for ever."""
    return normalise_number(raw) is None


def mask_sender(channel: ChannelName, sender: str) -> str:
    """The sender as a ledger may show it: "+86138****8001"; openids and the like first 4 + **** + last 4."""
    if channel in (ChannelName.SMS, ChannelName.PHONE):
        if sender.startswith("+") and len(sender) > 10:
            return f"{sender[:-8]}****{sender[-4:]}"
        if sender.isascii() and sender.isdigit() and len(sender) <= 6:
            return sender  # a short code is nobody's
    return f"{sender[:4]}****{sender[-4:]}" if len(sender) > 11 else f"{sender[:1]}****"
