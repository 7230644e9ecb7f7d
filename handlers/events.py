"""WeChat's events: following, leaving, scanning a village's poster, pressing a menu key."""

from handlers import acts, spoken
from handlers.commands import Follow
from handlers.messages import Line
from handlers.scene import Scene


def happen(scene: Scene) -> None:
    event = scene.heard.kind.partition(".")[2]
    extra = scene.heard.extra
    if event == "subscribe":
        acts.do(Follow(True, extra.get("scene")), scene)
    elif event == "unsubscribe":
        acts.do(Follow(False), scene)
        scene.desk.silent = True
    elif event == "SCAN":
        acts.do(Follow(True, extra.get("scene")), scene)
    elif event == "CLICK":
        key = extra.get("event_key", "")
        if not spoken.command(scene, key):
            scene.desk.answer(Line("help.short"))
    else:  # VIEW, status reports, consents: kept in the inbox, nothing to answer
        scene.desk.silent = True
