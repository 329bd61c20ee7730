"""The Web API's methods, one table; what the bot never calls is not there."""

from bot.sandbox.methods import apps, chat, conversations, extras, files, users, views
from bot.sandbox.methods.method import Host, Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **extras.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}

__all__ = ["METHODS", "Host", "Method"]
