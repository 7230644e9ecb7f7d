"""The author's side of sealed words: which are one's own, what still belongs to them, and what is said about them later.

Nothing said about them may become an ordinary concern, whoever holds the village's list.
"""

import re
from datetime import timedelta

from handlers.memory import FILE, MORE, Opened, SealedBy, SealedFrom, SealedText
from handlers.named import TITLES, all_public
from handlers.scene import Scene
from handlers.vault import AddToSealed, CheckSealed, HowToWithdraw, WithdrawSealed
from handlers.village.sealed_case import SealedCase, SealedState
from nlp.reading import Speech

OPEN = (SealedState.WAITING, SealedState.PASSED_UP, SealedState.TAKEN)
UNDECIDED = (SealedState.WAITING, SealedState.PASSED_UP)
# What says nothing of a matter, also right after an accusation.
_SMALL_TALK = frozenset({Speech.GREETING, Speech.THANKS, Speech.ENGLISH, Speech.ADVERTISEMENT})
LONGEST_QUESTION = 20  # characters: whoever says more also tells more
SHORTEST = 3  # characters: fewer add nothing to a matter

_CHECK = re.compile("(?:(?:查|看|问)(?:一?下)?(?:我的)?|我的)来件(?:进展|咋样了?|怎么样了?)?")
_WITHDRAW = re.compile("(?:我?要|我想)?(?:撤|撤回|撤销|撤掉|收回)(?:我的)?来件")
_ADD = re.compile("补充(?:我的)?来件[ :：，,。]*(.*)", re.S)
_TO = f"(?:他|她|{'|'.join(TITLES)})"
_ABOUT = re.compile(
    "来件|(?<![报广通公警转])告(?![诉给知示别])[^，。！？]{0,8}(?:那?件?事|那件|那个|的信)|(?:举报|检举|告状)[^，。！？]{0,8}(?:事|件|信|咋|怎)"
    f"|(?:反映|说过?)(?:的)?[^，。！？]{{0,6}}{_TO}[^，。！？]{{0,6}}(?:那?件?事|那件|那个)"
)
_BACK = re.compile("撤|不告了|不想告|收回|算了")
_MORE = re.compile("补充|再(?:说|加|补)|还有|另外")

# The category of accounts and conduct: what is heard as such after an accusation belongs to it.
_OF_CADRES = "13"


def mine(scene: Scene) -> tuple[SealedCase, ...]:
    """One's own that may show on this phone, the latest first: on a shared one only those of whoever speaks now.

    None at all where somebody named may hold this phone: that there is one would be told to them.
    """
    relay, here = scene.mark(scene.where), {scene.mark(person) for person in scene.address.persons}
    found = from_here(scene)
    if not shared(scene):
        return found
    whose = {scene.speaker} if scene.hats else {scene.speaker, relay}
    return tuple(case for case in found if case.speaker in whose and not case.named & here)


def from_here(scene: Scene) -> tuple[SealedCase, ...]:
    """What came from this phone; not what an office passed on for somebody else, and was sealed later."""
    return tuple(case for case in scene.desk.find(SealedFrom(scene.mark(scene.where))) if case.speaker)


def shared(scene: Scene) -> bool:
    return len(scene.address.persons) > 1


def said_by_me(scene: Scene, case: SealedCase) -> bool:
    """May its words show here? Where several use the phone, only to whoever said at once who they are."""
    return not scene.small and (not shared(scene) or case.speaker == scene.speaker)


def has_any(scene: Scene) -> bool:
    return bool(scene.desk.find(SealedBy(scene.speaker)) or from_here(scene))


def just_sealed(scene: Scene) -> SealedCase | None:
    """The case whose words, or what was added to them, came within the last ten minutes."""
    window = timedelta(minutes=scene.limits.join_minutes)
    days = {scene.now.date(), (scene.now - window).date()}
    cases = [case for case in scene.desk.find(SealedBy(scene.speaker)) if case.state in OPEN and case.at.date() in days]
    scene.desk.need(*(SealedText(case.id) for case in cases))
    said = [(max((each.at for each in own_words(scene, case.id)), default=0.0), case.id, case) for case in cases]
    latest = max(said, default=None)
    return latest[2] if latest is not None and scene.now.timestamp() - latest[0] <= window.total_seconds() else None


def own_words(scene: Scene, case: str) -> list[Opened]:
    """The words and what was added to them; no answers, no pictures."""
    found: tuple[Opened, ...] = scene.desk.find(SealedText(case))
    return [each for each in found if each.id == case or MORE in each.id]


def answers(scene: Scene, case: str) -> list[Opened]:
    found: tuple[Opened, ...] = scene.desk.find(SealedText(case))
    return [each for each in found if each.id != case and MORE not in each.id and FILE not in each.id]


def follows(scene: Scene) -> bool:
    """Do the words just heard belong to what was sealed a moment ago? A road or a lamp by itself does not."""
    text, reading = scene.heard.text or "", scene.reading
    if scene.talk.draft or reading.speech in _SMALL_TALK or len(text.strip()) < SHORTEST or text.strip().isdigit():
        return False
    if just_sealed(scene) is None:
        return False
    of_its_own = (
        reading.speech in (Speech.CONCERN, Speech.QUESTION)
        and reading.category not in (None, _OF_CADRES)
        and "private" not in reading.flags
    )
    return not (of_its_own and all_public(scene, text, scene.village))


def asked_of_it(scene: Scene, words: str) -> object | None:
    """我的来件, 撤来件, 补充来件; and what is said in passing of a matter that lies in the vault. None: something else."""
    if _CHECK.fullmatch(words):
        return CheckSealed()
    if _WITHDRAW.fullmatch(words):
        return WithdrawSealed()
    if found := _ADD.fullmatch(words):
        return AddToSealed(found[1].strip())
    if not _ABOUT.search(words) or (words == "来件" and scene.hats) or not has_any(scene):
        return None
    if _BACK.search(words):
        return HowToWithdraw()
    tells_more = _MORE.search(words) or len(words) > LONGEST_QUESTION
    return AddToSealed(scene.heard.text or "") if tells_more else CheckSealed()
