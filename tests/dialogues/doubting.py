"""Ears that doubt what a test wants doubted: how well the real ones doubt is tested in tests/nlp."""

from dataclasses import replace
from datetime import date

from bot.parts import Hearing
from nlp.reading import Accusation, Reading

DOUBTED = ("不晓得叫谁花了", "他家那口子心里明白")


class Doubting(Hearing):
    def __init__(self, real: Hearing) -> None:
        super().__init__(real.folder, real.places, real.ears)

    def read(self, text: str, today: date, names: tuple[str, ...] = (), village: str = "") -> Reading:
        reading = super().read(text, today, names, village)
        if any(words in text for words in DOUBTED) and reading.accusation is not Accusation.ACCUSED:
            return replace(reading, accusation=Accusation.UNSURE)
        return reading
