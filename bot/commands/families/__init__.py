"""What may be typed behind `shuoshi`, one file per family of commands: names, options, help.

Here no command is loaded: `--help` and `phone-line` shall not wait for the ears. What a command does stands in the module of
bot.commands that its declaration names.
"""

from bot.commands.families import accounts, ears, keeping, matters, persons, rosters, serving

FAMILIES = (serving, matters, accounts, rosters, ears, persons, keeping)  # the order of the help
