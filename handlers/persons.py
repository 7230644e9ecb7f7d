"""Who speaks: binding a phone to a household, proving it by the roster's number, choosing on a family phone, the village."""

from handlers.commands import Bind, CheckCode, ChooseWay, ChooseWho, Command, EraseMe, MoveTo, SendCode, SetVillage, Unbind
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.people import Person


def bind(scene: Scene) -> Talk[Command | None]:
    """绑定: household, name and the last four digits of the roster's number let opinions count."""
    village = ""
    if scene.village is None:
        village = (yield from ask("bind.village")) or ""
    name = yield from ask("bind.name")
    house = yield from ask("bind.house")
    four = yield from ask("bind.four")
    return Bind(village, (name or "").strip(), (house or "").strip(), (four or "").strip())


def prove(scene: Scene) -> Talk[Command | None]:
    """验证: a code goes to the number in the roster; typed here, it opens what was said from there."""
    code = yield from ask("prove.code")
    return CheckCode((code or "").strip())


def send_code(scene: Scene) -> Command:
    return SendCode()


def who(scene: Scene) -> Talk[Command | None]:
    """您是哪位: a family phone asks before anything counted or private, once a day."""
    picks = []
    for key in scene.address.persons:
        person = scene.memory.get(Person, key)
        if person is not None:
            picks.append(Pick(person.id, line("who.name", name=person.name), person.id))
    return ChooseWho((yield from choose("who.which", picks)))


def village(scene: Scene) -> Talk[Command | None]:
    """换村: which village free speech belongs to."""
    return SetVillage((yield from ask("village.which")) or "")


def move(scene: Scene, unit: str) -> Talk[Command | None]:
    """Another village's poster was scanned: moved, or only passing by?"""
    here, home = scene.desk.unit(unit), scene.desk.unit(scene.village or "")
    if here is None or home is None:
        return None
    moves = Pick("yes", line("village.move_yes", village=here.name), MoveTo(unit))
    stays = Pick("no", line("village.move_no", village=home.name), None)
    return (yield from choose("village.move", (moves, stays), here=here.name, home=home.name))  # type: ignore[no-any-return]


def way(scene: Scene) -> Talk[Command | None]:
    """How results should come when the chat window is shut."""
    picks = [Pick(token, Line(f"way.{token}"), token) for token in ("chat", "sms", "grid_lead")]
    return ChooseWay((yield from choose("way.which", picks)))


def erase(scene: Scene) -> Talk[Command | None]:
    """删掉我的信息 (PIPL Art. 47): everything this talk has said; 72 hours to think better of it."""
    picks = (Pick("yes", Line("erase.yes"), True), Pick("no", Line("erase.no"), False))
    return EraseMe() if (yield from choose("erase.check", picks)) else None


def unbind(scene: Scene) -> Talk[Command | None]:
    """解绑: the phone is not theirs any more, or never was."""
    picks = (Pick("yes", Line("unbind.yes"), True), Pick("no", Line("unbind.no"), False))
    return Unbind() if (yield from choose("unbind.check", picks)) else None
