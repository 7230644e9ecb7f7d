"""What the line itself says, out of replies.yaml, as sounds: made when it starts, so that nobody waits in a call."""

from dataclasses import astuple, dataclass
from pathlib import Path

from bot.phone_line.prompts import Prompts
from handlers.messages import ChannelName, Line, line
from handlers.wording import Wording


@dataclass(frozen=True, slots=True)
class Phrases:
    """The files to play."""

    greeting: Path
    full: Path
    asks: Path
    tells: Path
    thanks: Path
    bye: Path
    beep: Path

    @property
    def files(self) -> frozenset[Path]:
        return frozenset(astuple(self))


async def phrases(wording: Wording, prompts: Prompts, village: str) -> Phrases:
    """village: its name, "" where the line is of none. Raises NoVoice."""

    async def sound(said: Line) -> Path:
        return await prompts.sound(said.key, wording.line(said, ChannelName.PHONE))

    return Phrases(
        greeting=await sound(line("phone_line.greeting", village=village)),
        full=await sound(Line("phone_line.full")),
        asks=await sound(line("phone_line.asks", village=village)),
        tells=await sound(line("phone_line.tells", village=village)),
        thanks=await sound(Line("phone_line.thanks")),
        bye=await sound(Line("phone_line.bye")),
        beep=await prompts.beep(),
    )
