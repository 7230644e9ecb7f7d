"""改类: a cadre puts a concern into the right category and says what it is within it; by night the ears learn from it."""

from collections import defaultdict

from handlers.cadre import item, triage_list
from handlers.commands import Command, Recategorise
from handlers.heard_as import about, code_of
from handlers.messages import Line, line
from handlers.named import as_others_read
from handlers.one_matter import personal
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.matter import Concern, Stage
from nlp.skeleton import skeleton
from nlp.taxonomy import CATEGORIES, Kind
from nlp.words import lexicon

LIKELY = 5  # categories shown at once; the others stand behind 别的
OTHERS = ":others"


def recategory(scene: Scene, concern: str = "", digest: str = "") -> Talk[Command | None]:
    """Which concern of the list, unless it was named, and what it really is about."""
    if not concern:
        picks = [Pick(each.concern.id, item(each), each.concern.id) for each in triage_list(scene, digest)]
        concern = yield from choose("recategory.which", [*picks, Pick(":none", Line("recategory.leave"), "")] if picks else [])
    if not concern:
        return None
    found = scene.concern(concern)
    if found is None or found.stage is not Stage.RECEIVED:
        raise Stale("recategory.right")
    near, far = likely(found)
    same = [Pick(code, line("recategory.same", category=about(code)), code) for code in (found.category,) if code]
    others = [Pick(OTHERS, Line("recategory.others"), OTHERS)] if far else []
    words = line("recategory.words", words=clip(as_others_read(scene, found).text, 60), category=about(code_of(found)))
    code = yield from choose("recategory.right", [*map(pick, near), *same, *others], before=[words])
    if code == OTHERS:
        code = yield from choose("recategory.other", [pick(each) for each in far])
    within = [Pick(sub, Line(f"category.{sub}"), sub) for sub in CATEGORIES[code].subs]
    sub = yield from choose("recategory.sub", within, none=True, category=about(code))
    return Recategorise(concern, sub or code, digest)


def pick(code: str) -> Pick:
    return Pick(code, about(code), code)


def likely(concern: Concern) -> tuple[list[str], list[str]]:
    """The categories it may be of, those that its words speak for first; the one it has stands by itself.

    By the lexicon, not by the model: the ears may have learnt something between the question and its answer. A household's
    own matter stays among those that no meeting sees.
    """
    votes = defaultdict[str, float](float)
    text = skeleton(concern.text)
    for word, terms in lexicon().items():
        if word in text:
            for term in terms:
                votes[term.code[:2]] += term.weight
    private = personal(concern)
    open_to = [code for code, each in CATEGORIES.items() if code != concern.category and (each.kind is Kind.PRIVATE or not private)]
    ranked = sorted(open_to, key=lambda code: (-votes[code], code))
    cut = LIKELY if len(ranked) > LIKELY + 1 else len(ranked)
    return ranked[:cut], ranked[cut:]
