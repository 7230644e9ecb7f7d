"""audit verify, backup, restore."""

from bot.commands.parsing import Commands


def declare(top: Commands) -> None:
    audit = top.group("audit", "the chain", "verify")
    audit.add("verify", "checking:audit_verify", "exit 0 and the head hash, or 1 and the first bad record")
    top.add("backup", "backups:backup", "a consistent copy while serving").add_argument("file")
    top.add("restore", "backups:restore", "into an empty data folder").add_argument("file")
