"""What a text is taken to be about, as the cadre who decides reads it: by the ears and on which words, or by a colleague."""

from handlers.look_up import called
from handlers.memory import CorrectionsOf
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.matter import Concern, Correction
from nlp.words import empty_words

MOST_WORDS = 3
TELLING = 0.25  # of what the strongest word weighs: less decided nothing


def about(code: str | None) -> Line:
    """道路交通·路面破损塌方 for "01.1", 道路交通 for "01"."""
    if not code:
        return Line("category.none")
    named = Line(f"category.{code[:2]}")
    return line("category.with_sub", category=named, sub=Line(f"category.{code}")) if "." in code else named


def code_of(concern: Concern) -> str | None:
    """The finest code that is known of it."""
    return concern.sub if concern.category and concern.sub else concern.category


def heard_as(scene: Scene, shown: Concern) -> Line:
    """「听着像：道路交通·路面破损塌方（凭“路”“塌了”）」. `shown` is the concern as the cadre reads it: nothing else is explained."""
    code = code_of(shown)
    corrected: tuple[Correction, ...] = scene.desk.find(CorrectionsOf(shown.id))
    if corrected and corrected[0].new == code:
        return line("heard.corrected", category=about(code), who=called(scene, corrected[0].by, shown.village))
    if code is None:
        return Line("heard.unsure")
    words = words_for(scene, shown.text, code[:2])
    # the marks between the words are part of what is quoted: the reply has those around all of it
    return line("heard.by", category=about(code), words="”“".join(words)) if words else line("heard.alone", category=about(code))


def words_for(scene: Scene, text: str, category: str) -> list[str]:
    """The words of a text that speak most for its category, the strongest first.

    None where the ears would say otherwise today, and none that do not stand there as they were heard.
    """
    votes = [vote for vote in scene.deciding(text) if vote.weight > 0 and vote.word in text and vote.word not in empty_words()]
    if any(vote.category != category for vote in votes):
        return []
    return [vote.word for vote in votes if vote.weight >= votes[0].weight * TELLING][:MOST_WORDS]
