"""Members in Slack: roles."""

import re

from bot.errors import UserError
from bot.model import Role
from bot.practice import member as members
from bot.ui.blocks import say
from bot.ui.text import Mrkdwn, md
from handlers.call import Call
from handlers.payload import MENTION
from handlers.reply import Answer, Reply

WRITTEN = re.compile(rf"{MENTION.pattern}\s+(\w+)")


async def give_role(call: Call) -> Reply:
    """`role @person csm|leader|admin`."""
    match = WRITTEN.fullmatch(call.words)
    if match is None or match[2].lower() not in set(Role):
        raise UserError(
            "Write whom and what, such as “role @dana leader”. Roles: csm, leader, admin."
        )
    role = Role(match[2].lower())
    user_id = await call.write(members.set_role, match[1], role, call.edge.admins)
    return Answer(say(md("{} is {} now.", Mrkdwn(f"<@{user_id}>"), role)))
