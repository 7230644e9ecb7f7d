"""A doubt of the ears in an answer to "what does your household think?": 占了我家的地 accuses nobody for that.

What is surely an opinion is kept as one, shown to nobody, and its speaker asked about it once (acts/opinions). An accusation,
or a doubt in words of which nobody knows that they are an opinion, is sealed like anywhere else.
"""

from handlers.acts.sealing import told
from handlers.issues.sentences import begins_with_stance, ears_say
from handlers.own_sealed import follows
from handlers.scene import Scene
from handlers.talk import Open, key_of
from nlp.reading import Accusation
from nlp.stance import Meant


def mere_doubt(scene: Scene, script: str) -> bool:
    """By itself, too: what follows sealed words, or is an accusation by what was said before it, goes the way of those."""
    unsure = told(scene) is Accusation.UNSURE and scene.reading.accusation is Accusation.UNSURE
    return unsure and script == "opinions" and not follows(scene)


def opinion_in_doubt(scene: Scene, script: str, words: str) -> bool:
    """Words of their own that are surely an answer."""
    return mere_doubt(scene, script) and (begins_with_stance(words) or ears_say(words) not in (None, Meant.NONE))


def reason_in_doubt(scene: Scene, waiting: Open, words: str) -> bool:
    """The same, or the reason asked of a stance just given, however it begins."""
    if key_of(waiting.question) == "opinions.words":
        return mere_doubt(scene, waiting.script)
    return opinion_in_doubt(scene, waiting.script, words)
