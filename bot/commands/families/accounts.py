"""poster, channel check, channel menu."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    poster = top.add("poster", "accounts:poster", "a village's QR code: whoever scans it belongs to the village")
    poster.add_argument("village", help="id or name")
    poster.add_argument("--out", required=True, help="FILE.png")
    poster.add_argument("--account", help="the wechat account, when there are several")
    channel = top.group("channel", "accounts", "check|menu")
    check = channel.add("check", "channels:channel_check", "sends and receives a test message, says what is wrong")
    check.add_argument("name", help="a key of wechat, wecom, sms or phone; wechat.main where several have it")
    check.add_argument("--to", help="a number or openid: one real message is sent to it")
    check.add_argument("--wait", type=float, default=60, help="seconds to wait for a report or a reply")
    channel.add("menu", "accounts:menu", "the account's three buttons: 说件事, 查进度, 帮助").add_argument("name")
