"""The ears: one message in, one Reading out. Pure; about 0.1 ms a sentence beside jieba's own cut."""

from dataclasses import dataclass, field, replace
from datetime import date

from nlp import segment
from nlp.accuse import accusation, names_office
from nlp.classify import classify, deciding
from nlp.flags import flags_of
from nlp.misheard import as_feared
from nlp.model import Model, shipped
from nlp.place import place
from nlp.reading import Accusation, Danger, Reading, Speech
from nlp.skeleton import skeleton
from nlp.speech import speech_of, whose_of
from nlp.spelt import guessed
from nlp.urgency import graded, ruled_by, urgency_of
from nlp.when import since

_DOUBTED = (Accusation.ACCUSED, Accusation.UNSURE)
_SILENT = frozenset((Speech.GREETING, Speech.THANKS, Speech.ENGLISH, Speech.UNCLEAR, Speech.ADVERTISEMENT, Speech.ABUSE))


@dataclass(frozen=True, slots=True)
class Ears:
    """places: the names a village gives to its places, beside those anyone would understand; model: as model_of reads it.

    Raises ValueError for a model that has not danger and accusations beside its categories.
    """

    places: tuple[str, ...] = ()
    model: Model = field(default_factory=shipped)

    def __post_init__(self) -> None:
        if self.model.categories.beside is None:
            raise ValueError("these ears would hear no danger: the model was not read by model_of")

    def read(self, text: str, today: date, cadre_names: tuple[str, ...] = ()) -> Reading:
        """Hear at most the first 2,000 characters. Never raises; before segment.warm() it hears single characters only."""
        bones = skeleton(text)
        return self._understand(bones, today, cadre_names, guessed(text, bones))

    def explain(self, text: str, reading: Reading) -> Reading:
        """The reading of a text with the words that decided its category: some milliseconds, nothing for the answer's path."""
        return replace(reading, words=deciding(skeleton(text), self.model, segment.cut))

    def _understand(self, bones: str, today: date, cadre_names: tuple[str, ...], in_pinyin: bool) -> Reading:
        tokens = tuple(segment.cut(bones))
        ballot = classify(bones, tokens, self.model)
        table = self.model.categories
        accused, (danger, sure) = accusation(bones, cadre_names, table), graded(bones, table, in_pinyin)
        if danger is Danger.FRAUD and accused in _DOUBTED:
            swindled = ruled_by(as_feared(bones))[0] is Danger.FRAUD
            if not swindled and names_office(bones, cadre_names):  # money that a cadre took is no call from a swindler
                danger, sure = None, False
            elif swindled and accused is Accusation.UNSURE:  # and a swindler is no cadre
                accused = Accusation.NONE
        speech = Speech.CONCERN if danger else speech_of(bones, ballot.category is not None)
        when = since(bones, today)
        return Reading(
            tokens=tokens,
            speech=speech,
            category=None if speech in _SILENT else ballot.category,
            sub=None if speech in _SILENT else ballot.sub,
            score=ballot.score,
            danger=danger,
            sure=sure,
            urgency=0 if speech in _SILENT else urgency_of(bones, danger, sure),
            accusation=accused,
            flags=flags_of(bones, tokens, ballot.category, danger, speech, cadre_names),
            place=place(bones, self.places),
            since=when[0] if when else None,
            since_date=when[1] if when else None,
            whose=whose_of(bones),
        )
