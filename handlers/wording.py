"""replies.yaml → text, per channel. The words belong to the cadres who edit that file; people's words are values in them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handlers.messages import ChannelName, Label, Line

MOST_CHARACTERS = 600  # the longest thing ever said in one message
SHORT = frozenset({ChannelName.SMS, ChannelName.PHONE})


_GAP = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Wording:
    """The replies by key; "key@sms" is the short form for SMS and telephone. gloss: the English ones, for the demo."""

    replies: Mapping[str, str]
    gloss: Mapping[str, str]

    def line(self, line: Line, channel: str) -> str:
        """One reply. An unknown key is a fault of ours: KeyError (a test proves that every key said is written)."""
        text = self.replies.get(f"{line.key}@sms") if channel in SHORT else None
        if text is None:
            text = self.replies[line.key]
        return self._fill(text, line, lambda inner: self.line(inner, channel))

    def _fill(self, text: str, line: Line, render: Callable[[Line], str]) -> str:
        def value(gap: re.Match[str]) -> str:
            # a value nobody gave reads as a gap, never as a fault in front of a villager
            given = line.values.get(gap[1], "…")
            return render(given) if isinstance(given, Line) else given

        return _GAP.sub(value, text)

    def text(self, lines: Iterable[Line], options: Iterable[Label], channel: str) -> str:
        """A whole message: lines, then the options; on SMS all in one run, at most 600 characters; by telephone as it is spoken."""
        if channel == ChannelName.PHONE:
            return self._spoken(lines, options)
        short = channel in SHORT
        parts = [self.line(line, channel) for line in lines]
        shown = [f"{label.digits}{'' if short else ' '}{self.line(label.line, channel)}" for label in options]
        options_run = " 回" + " ".join(shown) if shown else ""
        said = "".join(parts) + options_run if short else "\n".join(parts + shown)
        return said if len(said) <= MOST_CHARACTERS else said[: MOST_CHARACTERS - 1] + "…"

    def _spoken(self, lines: Iterable[Line], options: Iterable[Label]) -> str:
        """同意请按1，不同意请按2。 What is too long is cut before the options: without them nobody could answer."""
        shown = "，".join(f"{self.line(label.line, ChannelName.PHONE).rstrip('。，')}请按{label.digits}" for label in options)
        shown = f"{shown}。" if shown else ""
        said = "".join(self.line(line, ChannelName.PHONE) for line in lines)
        room = MOST_CHARACTERS - len(shown)
        return (said if len(said) <= room else said[: max(0, room - 1)] + "…") + shown

    def english(self, lines: Iterable[Line], options: Iterable[Label]) -> str:
        """The small gloss beside a message in the demo; a reply without one is left out."""
        parts = [self._gloss(line) for line in lines]
        parts += [f"{label.digits} {self._gloss(label.line)}" for label in options]
        return "\n".join(part for part in parts if part.strip())

    def _gloss(self, line: Line) -> str:
        return self._fill(self.gloss.get(line.key, ""), line, self._gloss)
