"""Words of the offices: what each begins, for whom, and what it says to everybody else."""

import re
from collections.abc import Callable, Mapping

from handlers import acts, agenda, call_list, delivered, half_year, one_matter, playing, vault
from handlers.cadre import triage_list
from handlers.commands import MakeDigest, UndoMerge
from handlers.errands import Errand
from handlers.issues import linkage, review
from handlers.issues.briefs import GUESTS
from handlers.issues.legal import opinions_waiting
from handlers.issues.matters import issues_near, steps_now
from handlers.issues.petition import COPIERS, petitions
from handlers.issues.rounds import VISITORS
from handlers.messages import Line
from handlers.scene import Scene
from handlers.village.people import Office
from handlers.village.rights import Hat
from handlers.village.roles import Level

TRIAGERS = frozenset({Office.SECRETARY, Office.COMMITTEE})
UNTOLD = frozenset({"来件", "封存"})
# said as well, and listed once
ALIASES = frozenset({"并案", "合并", "拆开", "拆案", "撤销并案", "改类别", "四不开", "通知到了没有", "通知到了吗?", "通知到了没有?"})
LISTS = frozenset({"triage.which", "recategory.which"})
TOWNSHIP_WORDS = frozenset({"把关", "破例", "备案"})
FOUR_SHUT = Line("gate.explained")


def fits(hat: Hat, word: str, offices: frozenset[Office]) -> bool:
    """A village's secretary has the office of a township's secretary, and none of its words."""
    return hat.office in offices and not (hat.level is Level.VILLAGE and word in TOWNSHIP_WORDS)


def start(script: str) -> Callable[[Scene], None]:
    return lambda scene: playing.start(scene, script, {})


def do(command: object) -> Callable[[Scene], None]:
    return lambda scene: acts.do(command, scene)


def open_when(script: str, found: Callable[[Scene], object], nothing: Line) -> Callable[[Scene], None]:
    """A conversation over what waits for an office; with nothing there is nothing to ask."""

    def begin(scene: Scene) -> None:
        if found(scene):
            playing.start(scene, script, {})
        else:
            scene.desk.answer(nothing)

    return begin


def _vault(scene: Scene) -> None:
    """来件: to whoever reads none of it, a word like any other."""
    if not vault.reads(scene):
        scene.desk.answer(Line("speech.unclear"))
    elif scene.small:
        scene.desk.answer(Line("vault.chat_only"))
    elif vault.waiting(scene):
        playing.start(scene, "vault", {})
    else:
        scene.desk.answer(Line("vault.nothing"))


def _step(step: str, nothing: Line) -> Callable[[Scene], None]:
    """A step by its word, where an issue is ready for it; else what the word stands for."""

    def begin(scene: Scene) -> None:
        if any(each.name == step for issue in issues_near(scene) for each in steps_now(scene, issue.id)):
            playing.start(scene, "matters", {"step": step})
        else:
            scene.desk.answer(nothing)

    return begin


def _minutes(scene: Scene) -> None:
    """The host's step; of a supervisor, the reading that waits in their list."""
    waits = next((each for each in agenda.mine(scene) if each.token.startswith(f"{Errand.MINUTES}:")), None)
    if waits is not None and waits.script != "matters":
        playing.start(scene, waits.script, dict(waits.args))
    else:
        _step("minutes", Line("minutes.nothing_yet"))(scene)


def names_an_option(scene: Scene, words: str) -> bool:
    """Is it what an option of the open question says? Then it answers that question."""
    labels = scene.talk.open.labels.values() if scene.talk.open is not None else ()
    return any(re.split("[（：，。]", label, maxsplit=1)[0].strip() == words for label in labels)


def _opinion(scene: Scene) -> None:
    """The one that has waited longest, with its whole text."""
    if waiting := opinions_waiting(scene):
        playing.start(scene, "opinion", dict(waiting[0].args))
    else:
        scene.desk.answer(Line("opinion.nothing"))


def _join(scene: Scene) -> None:
    """并: the concern being looked at, where one is; else what may be one matter."""
    waiting = scene.talk.open
    if waiting is not None and waiting.script == "triage" and "merge" in waiting.shown.values():
        playing.take(scene, waiting, "merge")
    elif one_matter.pairs(scene, scene.village or ""):
        playing.start(scene, "alike", {})
    else:
        scene.desk.answer(Line("alike.nothing"))


def list_shown(scene: Scene) -> tuple[str, Mapping[str, str]]:
    """The list of concerns this cadre has before them: its digest, and its digits as they were shown."""
    waiting = scene.talk.open
    if waiting is not None and waiting.script in ("triage", "recategory"):
        return waiting.args.get("digest", ""), waiting.shown if waiting.question in LISTS else {}
    ask = next((ask for ask in playing.open_asks(scene) if ask.script == "triage"), None)
    return (ask.args.get("digest", ""), ask.shown) if ask is not None else ("", {})


def recategorise(scene: Scene, nth: str = "") -> None:
    """改类, 改类 3: of the concern that is being looked at, or of one of the list just shown."""
    digest, shown = list_shown(scene)
    found = [each.concern.id for each in triage_list(scene, digest)]
    waiting = scene.talk.open
    chosen = ""
    if nth:
        chosen = shown.get(nth, found[int(nth) - 1] if 0 < int(nth) <= len(found) else "")
    elif waiting is not None and waiting.script == "triage":
        chosen = dict(waiting.answers).get("triage.which", "")
    if not found:
        scene.desk.answer(Line("triage.all_done"))
    else:
        playing.start(scene, "recategory", {"concern": chosen if chosen in found else "", "digest": digest})


# A word, the offices it is for, and what it begins. The next villager may say the same word and mean something else by it.
CADRE_COMMANDS: dict[str, tuple[frozenset[Office], Callable[[Scene], None]]] = {
    "来件": (vault.READERS, _vault),
    "封存": (vault.ABOVE, start("seal_later")),
    "半年回顾": (frozenset(half_year.READERS), start("half_year")),
    "待办": (frozenset(Office), open_when("agenda", agenda.mine, Line("agenda.nothing"))),
    "摘要": (TRIAGERS, do(MakeDigest())),
    "处理": (TRIAGERS, start("triage")),
    **dict.fromkeys(("并", "并案", "合并"), (TRIAGERS, _join)),
    **dict.fromkeys(("拆", "拆开", "拆案"), (TRIAGERS, open_when("split", one_matter.splittable, Line("split.nothing")))),
    **dict.fromkeys(("撤销", "撤销并案"), (TRIAGERS, do(UndoMerge()))),
    **dict.fromkeys(("改类", "改类别"), (TRIAGERS, recategorise)),
    "打电话": (call_list.CALLERS | call_list.CALLERS_ABOVE, open_when("calls", call_list.now_waiting, Line("calls.nothing"))),
    **dict.fromkeys(
        ("通知到了吗", "通知到了没有", "通知到了吗?", "通知到了没有?"),
        (frozenset({Office.SECRETARY}), open_when("delivered", delivered.matters, Line("delivered.nothing"))),
    ),
    "走访": (VISITORS, start("doors")),
    "外出名单": (VISITORS, start("away")),
    "念汇总": (VISITORS, start("read_back")),
    "没有反对": (VISITORS, start("dissent")),
    "议题": (TRIAGERS, start("matters")),
    "开会": (frozenset({Office.SECRETARY}), lambda scene: playing.start(scene, "matters", {"step": "open_meeting"})),
    "看四不开": (frozenset({Office.SECRETARY}), _step("gate_card", FOUR_SHUT)),
    "四不开": (frozenset({Office.SECRETARY}), _step("gate_card", FOUR_SHUT)),
    "会议记录": (frozenset({Office.SECRETARY, Office.SUPERVISOR}), _minutes),
    "联名名单": (COPIERS, open_when("signed_list", petitions, Line("signed.nothing"))),
    "备案": (frozenset({Office.REVIEWER}), start("filing")),
    "法律意见": (frozenset({Office.POLICE}), _opinion),
    "简报": (GUESTS, start("brief")),
    "任务单": (frozenset({Office.LIAISON}), open_when("department_tasks", linkage.requests_waiting, Line("tasks.nothing"))),
    "把关": (frozenset(review.OFFICES), open_when("review", review.anything, Line("review.nothing"))),
    "破例": (frozenset(review.OFFICES), open_when("override", review.stalled_at_a_gate, Line("override.nothing"))),
}


# What such a word says to anybody else: villagers may ask what it means, and an office hears whose it is.
OTHERS: dict[str, Line] = {
    "看四不开": FOUR_SHUT,
    "四不开": FOUR_SHUT,
    "会议记录": Line("minutes.nothing_yet"),
    "把关": Line("review.township"),
    "破例": Line("review.township"),
}
EXPLAINED = frozenset({"看四不开", "四不开"})
# A word, and the bot's own questions that its conversation goes through anyway.
COVERED: dict[str, frozenset[str]] = {
    "把关": frozenset({"review"}),
    "任务单": frozenset({"request"}),
    "待办": frozenset({"agenda"}),
}
