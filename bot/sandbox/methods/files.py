"""Files: an address to upload to, then the upload is completed."""

from bot.sandbox.methods.method import TIER_4, Host, Method, whole
from bot.sandbox.workspace import BOT_USER, Facts, SlackSaysNo


def upload_url(slack: Host, arguments: Facts) -> Facts:
    """An address for one file of a known length in bytes."""
    length = whole(arguments["length"], 0)
    if length <= 0:
        raise SlackSaysNo("invalid_arguments")
    file_id = slack.workspace.next("F")
    slack.workspace.files[file_id] = {
        "id": file_id,
        "name": str(arguments["filename"]),
        "title": str(arguments["filename"]),
        "size": length,
        "alt_txt": str(arguments.get("alt_txt") or ""),
        "content": None,
        "is_complete": False,
    }
    return {"upload_url": f"{slack.root}/upload/{file_id}", "file_id": file_id}


def complete(slack: Host, arguments: Facts) -> Facts:
    """Uploaded files become a message, where a channel is named."""
    listed = arguments["files"]
    if not isinstance(listed, list) or not listed:
        raise SlackSaysNo("invalid_arguments")
    files = [_uploaded(slack, one) for one in listed]
    if arguments.get("channel_id"):
        _share(slack, arguments, files)
    for one in files:
        one["is_complete"] = True
    return {"files": [told(slack.root, one) for one in files]}


def _uploaded(slack: Host, named: Facts) -> Facts:
    found = slack.workspace.files.get(str(named.get("id")))
    if found is None or found["content"] is None or found["is_complete"]:
        raise SlackSaysNo("file_not_found")
    found["title"] = str(named.get("title") or found["title"])
    return found


def _share(slack: Host, arguments: Facts, files: list[Facts]) -> None:
    channel = slack.workspace.joined(arguments["channel_id"])
    thread = {"thread_ts": arguments["thread_ts"]} if arguments.get("thread_ts") else {}
    content = {"text": str(arguments.get("initial_comment") or ""), **thread}
    shown = [told(slack.root, one) for one in files]
    slack.workspace.put_message(channel["id"], BOT_USER, content, files=shown)


def told(root: str, file: Facts) -> Facts:
    """A file as Slack tells of it: everything but its content."""
    facts = {key: file[key] for key in ("id", "name", "title", "size", "alt_txt")}
    return {**facts, "url_private": f"{root}/files/{file['id']}"}


METHODS = {
    "files.getUploadURLExternal": Method(
        upload_url, ("filename", "length"), ("alt_txt", "snippet_type"), ("files:write",), TIER_4
    ),
    "files.completeUploadExternal": Method(
        complete,
        ("files",),
        ("channel_id", "initial_comment", "thread_ts", "channels"),
        ("files:write",),
        TIER_4,
    ),
}
