"""What the chat platforms report: following, leaving, scanning a village's poster, pressing a menu key."""

from handlers import acts, spoken
from handlers.commands import Follow
from handlers.messages import Line
from handlers.playing import again
from handlers.scene import Scene

REPORT = "report"
# The menu's keys, and the words that do the same when they are typed; WeCom calls a press click, the Official Account CLICK.
KEYS = {"progress": "查", "help": "帮助"}


def happen(scene: Scene) -> None:
    event = scene.heard.kind.partition(".")[2].lower()
    extra = scene.heard.extra
    if event in ("subscribe", "scan"):
        acts.do(Follow(True, extra.get("scene")), scene)
    elif event == "unsubscribe":
        acts.do(Follow(False), scene)
        scene.desk.silent = True
    elif event == "click":
        press(scene, extra.get("event_key", ""))
    else:  # views, entering an application, status reports, consents: kept in the inbox, nothing to answer
        scene.desk.silent = True


def press(scene: Scene, key: str) -> None:
    """A menu key says what its word says."""
    waiting = scene.talk.open
    words = KEYS.get(key, key)
    if key == REPORT and waiting is not None:
        again(scene, waiting, "menu.first")
    elif key == REPORT:
        scene.desk.answer(Line("menu.report"))
    elif not (spoken.way_out(scene, words) or spoken.command(scene, words)):
        scene.desk.answer(Line("help.short"))
