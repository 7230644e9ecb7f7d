"""What a provider's refusal asks of whoever set the account up: the code, what it means, what to do next."""

from collections.abc import Mapping

from bot.channel_checks.steps import Step, Words, failed
from bot.channel_checks.subject import shown

Told = tuple[Words, Words]  # what is wrong, what to do next

# Codes of our own, whoever the provider is.
NO_WAY: dict[str, Words] = {
    "unreachable": ("nobody answers there", "连不上"),
    "no_connection": ("nobody answers there", "连不上"),
    "timeout": ("it does not answer in time", "等了很久没有应答"),
    "unknown": ("it does not answer in time", "等了很久没有应答"),
    "broken": ("the line broke", "连着断了"),
    "unreadable": ("what answers there is something else", "那里应答的是别的东西"),
}


def refused(code: str, at: str, known: Mapping[str, Told]) -> Step:
    """A step that failed at a provider whose address is at; known: what its own codes mean."""
    if code in known:
        what, mend = known[code]
        return failed((f"{what[0]} ({code})", f"{what[1]}（{code}）"), mend)
    if code in NO_WAY:
        what = NO_WAY[code]
        mend = (f"can this machine reach {shown(at)}? check api_base and the network", f"这台机器连得到 {shown(at)} 吗？看 api_base 和网络")
        return failed((f"{shown(at)}: {what[0]}", f"{shown(at)}：{what[1]}"), mend)
    mend = ("look the code up in docs/connect.zh.md or in the provider's documents", "在 docs/connect.zh.md 或对方的文档里查这个编号")
    return failed((f"{shown(at)} refused: {code}", f"{shown(at)} 不肯：{code}"), mend)
