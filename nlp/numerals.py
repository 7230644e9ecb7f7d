"""Small numbers as people write them."""

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "几": 3, "俩": 2, "仨": 3, "〇": 0}


def number(words: str | None) -> int:
    """十五 → 15, 3 → 3, 一百零二 → 102; nothing → 1. 几 is taken as three."""
    if not words:
        return 1
    if words.isascii():
        return int(words)
    total = digit = 0
    for char in words:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def year_of(words: str) -> int:
    """2025, 25 and 二零二五."""
    year = int("".join(str(DIGITS[char]) for char in words) if not words.isascii() else words)
    return year if year > 100 else 2000 + year
