"""What a telephone shows: the parts of a long SMS as one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.servers import until

ONE, PART = 140, 134  # octets of a whole SMS, and of each part behind its six of header


@dataclass(frozen=True)
class Piece:
    """One short message as the network carries it: header (concatenation, b"" for none) and UCS-2."""

    to: str
    header: bytes
    content: bytes


@dataclass(frozen=True)
class Sms:
    text: str
    parts: int = 1


def shown(pieces: Iterable[Piece], to: str) -> list[Sms]:
    """What this number's telephone shows: a long one once all of its parts are there, at the place of its first."""
    long: dict[bytes, dict[int, bytes]] = {}
    screen: list[Sms | bytes] = []
    for piece in pieces:
        if piece.to != to:
            continue
        if not piece.header:
            screen.append(Sms(piece.content.decode("utf-16-be", "replace")))
            continue
        which, n = piece.header[:-1], piece.header[-1]
        if which not in long:
            screen.append(which)
        long.setdefault(which, {})[n] = piece.content
    whole = {which: parts for which, parts in long.items() if len(parts) == which[-1]}
    joined = {which: b"".join(parts[n] for n in sorted(parts)) for which, parts in whole.items()}
    return [
        each if isinstance(each, Sms) else Sms(joined[each].decode("utf-16-be", "replace"), each[-1])
        for each in screen
        if isinstance(each, Sms) or each in joined
    ]


def cut(words: str, ref: int) -> list[tuple[bytes, bytes]]:
    """(header, content) of each part, as a telephone sends them."""
    content = words.encode("utf-16-be")
    if len(content) <= ONE:
        return [(b"", content)]
    parts = [content[at : at + PART] for at in range(0, len(content), PART)]
    return [(bytes((5, 0, 3, ref, len(parts), n)), part) for n, part in enumerate(parts, start=1)]


async def got(received: Callable[[], list[Sms]], part: str) -> Sms:
    """Waits for the first SMS with these words in it."""
    found: list[Sms] = await until(lambda: [sms for sms in received() if part in sms.text], f"{part} is received", every_s=0.1)
    return found[0]
