"""chat, ledger, case: what is said, and what has become of it."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    chat = top.add("chat", "chatting:chat", "talk to the bot in a terminal")
    chat.add_argument("--as", dest="name", help="a person of the roster")
    chat.add_argument("--by", choices=("wechat", "sms", "phone"), default="wechat")
    chat.add_argument("--script", help="play a spoken script and print the transcript")
    chat.add_argument("--at", help="the script's date, 2026-11-23 or 2026-11-23T08:40")
    ledger = top.add("ledger", "reading:ledger", "one line per concern, or per message heard")
    ledger.add_argument("--heard", action="store_true")
    ledger.add_argument("--json", action="store_true")
    case = top.add("case", "cases:case", "one matter as a strip: eight mechanisms, four gates")
    case.add_argument("number")
    case.add_argument("--json", action="store_true")
