"""Words while nothing is open: an answer to the newest question that takes words, or a visitor's sentence of a door."""

from collections.abc import Sequence

from handlers.acts import do
from handlers.acts.sealing import DOUBTS, told
from handlers.case import case_of
from handlers.commands import Seal
from handlers.doubts import opinion_in_doubt
from handlers.issues.opinions import issues_to_hear
from handlers.issues.rounds import in_reach, issues_to_visit
from handlers.issues.sentences import (
    MEANT,
    Said,
    begins_with_stance,
    ears_say,
    may_only_have_heard,
    only_changes_mind,
    plain_stance,
    read_sentence,
)
from handlers.memory import Ask, OpinionsOf
from handlers.messages import Line
from handlers.own_sealed import follows
from handlers.playing import answer_ask, keep_waiting, open_asks, start
from handlers.scene import Scene
from handlers.village.issue import Issue
from nlp.late import late
from nlp.reading import Accusation, Speech
from nlp.stance import Meant

STRONG = 10  # characters: fewer are an answer, not a new concern
SURE = 0.7  # of a category: an opinion on a road speaks of land, money and labour too
STANCE_WORD = late("同意|赞成|反对|支持|愿意|没意见|不行|能行|看行")
SHORTEST = 3  # characters of an opinion: fewer only say that the message arrived


def free_answer(scene: Scene, words: str) -> bool:
    """Nothing else is open: words may answer the newest question that takes words, or be a visitor's sentence of a door."""
    ask = next((ask for ask in open_asks(scene) if ask.words), None)
    if ask is not None and answers_freely(scene, ask, words):
        answer_ask(scene, ask, (scene.heard.text or "").strip()[:500])
        return True
    return visitors_sentence(scene) or changed_mind(scene, words)


def answers_freely(scene: Scene, ask: Ask, words: str) -> bool:
    """No accusation, no small talk, no concern of another kind: a wrong guess would put a word into a household's mouth."""
    reading = scene.reading
    if words.isdigit() or (told(scene) in DOUBTS and not opinion_in_doubt(scene, ask.script, words)):
        return False
    if begins_with_stance(words) or may_only_have_heard(words) or plain_stance(words)[0] is not None:
        return True
    sure = ears_say(words)
    if follows(scene) or sure is Meant.NONE:
        return False
    if sure is not None and ask.script == "opinions" and reading.speech not in (Speech.CONCERN, Speech.QUESTION):
        return True  # 谢谢村里，同意
    if reading.speech not in (Speech.CONCERN, Speech.QUESTION):
        return reading.speech in (Speech.UNCLEAR, Speech.PRAISE) and len(words) >= SHORTEST
    return not another_kind(scene, ask)


def another_kind(scene: Scene, ask: Ask) -> bool:
    """A concern of its own: of another category, and it says where or since when, or could hardly be anything else."""
    reading, about = scene.reading, scene.desk.get(Issue, ask.args.get("issue", ""))
    if reading.category is None or (about is not None and reading.category == about.category):
        return False
    told_more = bool(reading.place or reading.since or reading.urgency) or reading.score >= SURE
    return told_more and len(scene.heard.text or "") >= STRONG


def changed_mind(scene: Scene, words: str) -> bool:
    """我改主意了，不同意: who has had a say already says it anew, and nothing asks for it any more. 反悔了: it is asked for anew."""
    only = only_changes_mind(words)
    if scene.person is None or not scene.address.trusted or told(scene) in DOUBTS or not (only or names_stance(scene, words)):
        return False
    said = {own.issue for own in scene.desk.find(OpinionsOf(scene.person.id)) if own.stance is not None or own.words}
    near = [issue.id for issue in issues_to_hear(scene) if issue.id in said]
    if near:
        args = {"issue": near[0]} if len(near) == 1 else {}
        keep_waiting(scene)
        start(scene, "opinions", args, () if only else (("opinions.stance", (scene.heard.text or "").strip()[:500]),))
    return bool(near)


def names_stance(scene: Scene, words: str) -> bool:
    """Plainly, or surely and by a word for it: a concern is seldom told so."""
    if plain_stance(words)[0] is not None:
        return not may_only_have_heard(words)
    if not STANCE_WORD.search(words) or scene.reading.place or scene.reading.since:
        return False
    return ears_say(words) in MEANT


def visitors_sentence(scene: Scene) -> bool:
    """李二同意，先修塌的那段: who visits says it while doors are open. It is read back before anything is kept."""
    if sealed_at_a_door(scene):
        return True
    issues, text = issues_to_visit(scene), (scene.heard.text or "").strip()[:500]
    if of_a_door(scene):
        start(scene, "visit_words", {"words": text, "issue": issues[0].id if len(issues) == 1 else ""})
        return True
    return False


def sealed_at_a_door(scene: Scene) -> bool:
    """What a household said of a cadre is sealed, its stance with it: who visits is asked for that alone."""
    said = of_a_door(scene)
    if not said or not (told(scene) in DOUBTS or doubted_alone(scene, said)):
        return False
    do(Seal((scene.heard.text or "").strip()[:500], scene.reading), scene)
    scene.desk.answer(Line("sealed.stance_alone"))
    return True


def doubted_alone(scene: Scene, said: Sequence[Said]) -> bool:
    """With 李二不同意 before it 说支书偏心 only names a cadre."""
    named = scene.reading.accusation is Accusation.NAMED
    return named and any(scene.ears(each.words).accusation in DOUBTS for each in said if each.words)


def of_a_door(scene: Scene) -> tuple[Said, ...]:
    """What the speaker, who visits, says that households think; nothing where no stance is among it."""
    text = (scene.heard.text or "").strip()[:500]
    for issue in issues_to_visit(scene):
        case = case_of(scene, issue.id)
        said = read_sentence(case, text, in_reach(case)) if case is not None else ()
        if any(each.stance for each in said):
            return said
    return ()
