"""The account's menu: at most three buttons, below each at most five, each a key that comes back or a page that opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOP, BELOW = 3, 5  # buttons
TOP_NAME, BELOW_NAME, KEY, URL = 16, 60, 128, 1024  # bytes of UTF-8


@dataclass(frozen=True, slots=True)
class Button:
    """key comes back as event.CLICK, url opens a page, below opens more buttons: exactly one of the three."""

    name: str
    key: str = ""
    url: str = ""
    below: tuple["Button", ...] = ()


def menu_words(buttons: Sequence[Button]) -> dict[str, Any]:
    """What menu/create takes. Raises ValueError where the platform would refuse (40016 … 40027), with the button's name."""
    _within(len(buttons), TOP, "the menu")
    return {"button": [_words(button, TOP_NAME) for button in buttons]}


def menu_of(answer: Mapping[str, Any]) -> tuple[Button, ...]:
    """The buttons of menu/get; what is no button of ours (set in the console) keeps its name alone."""
    menu = answer.get("menu")
    return _buttons(menu.get("button") if isinstance(menu, dict) else None)


def _words(button: Button, most: int) -> dict[str, Any]:
    _within(len(button.name.encode()), most, f"the name {button.name!r}")
    if sum(map(bool, (button.key, button.url, button.below))) != 1:
        raise ValueError(f"the button {button.name!r} needs a key, a url or buttons below it, and only one of them")
    if button.below:
        if most == BELOW_NAME:
            raise ValueError(f"below the button {button.name!r} there is no third level")
        _within(len(button.below), BELOW, f"below {button.name!r}")
        return {"name": button.name, "sub_button": [_words(each, BELOW_NAME) for each in button.below]}
    if button.key:
        _within(len(button.key.encode()), KEY, f"the key of {button.name!r}")
        return {"type": "click", "name": button.name, "key": button.key}
    _within(len(button.url.encode()), URL, f"the url of {button.name!r}")
    return {"type": "view", "name": button.name, "url": button.url}


def _within(size: int, most: int, what: str) -> None:
    if not 1 <= size <= most:
        raise ValueError(f"{what}: 1 to {most}, not {size}")


def _buttons(listed: Any) -> tuple[Button, ...]:
    if not isinstance(listed, list):
        return ()
    return tuple(
        Button(_text(each, "name"), _text(each, "key"), _text(each, "url"), _buttons(each.get("sub_button")))
        for each in listed
        if isinstance(each, dict)
    )


def _text(button: Mapping[str, Any], name: str) -> str:
    value = button.get(name)
    return value if isinstance(value, str) else ""
