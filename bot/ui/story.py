"""Stories in Slack: lists of them, one as a card, and how far it may travel."""

from collections.abc import Iterator, Sequence

from bot.model import Consent, Permanence
from bot.practice.story import StoryFacts, Told
from bot.practice.story_search import StoryHit, StoryList
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, say, section
from bot.ui.form import Field, Kind
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, day, join, link, md, money, number, pieces, short

HINT = Mrkdwn(
    'Keep to some: `stories reports segment:enterprise`, `stories measure:"first response"`, '
    "`stories permanent`."
)
LASTS = {
    Permanence.HELD: "It still held when somebody looked again.",
    Permanence.PERMANENT: "It held twice when somebody looked again.",
    Permanence.PARTLY: "It held in part when somebody looked again.",
    Permanence.LOST: "It did not last.",
}
TRAVELS = {
    Consent.INTERNAL: "It may be read by colleagues only.",
    Consent.CUSTOMERS: "It may be shown to other customers.",
    Consent.PUBLIC: "It may be shown to anybody.",
}
PIECE = 2600
"""Characters of a text in one section, with its entities; Slack takes 3,000 with its title."""

CHANNEL = Field(
    name="channel",
    label="Channel",
    kind=Kind.CHANNEL,
    required=True,
    hint="You see what it will say before it is posted.",
)


def page(found: StoryList) -> Message:
    """One page of stories, each with its way to the card and out."""
    if not found.total:
        return Message([section(_nothing(found)), context(HINT)])
    blocks = [section(_head(found))]
    for hit in found.page.rows:
        blocks += [section(_hit(hit)), actions(*_deeds(hit))]
    turns = _turns(found)
    return Message([*blocks, *([actions(*turns)] if turns else [context(HINT)])])


def _nothing(found: StoryList) -> Mrkdwn:
    if not str(found.query):
        return md("No outcome is logged yet. The first one: `/success log` and the account.")
    return md("No story has “{}”.", str(found.query))


def _head(found: StoryList) -> Mrkdwn:
    total = f"the best {found.total}" if found.more and found.query.words else str(found.total)
    parts = [md("*Stories*")]
    if asked := str(found.query):
        parts.append(md("{}", asked))
    parts += [md("{}", total), md("page {} of {}", found.page.number, found.page.pages)]
    head = join(parts, " · ")
    if found.query.left_out:
        return join([head, md("There was no word in it to look for: these are the newest.")])
    if found.some:
        return join([head, md("No story has all of these words; these have some.")])
    return head


def _hit(hit: StoryHit) -> Mrkdwn:
    outcome = hit.outcome
    lines = [
        md("*{}*", short(outcome.change, 200)),
        md(
            "{} · {} · {} of 5 points",
            short(hit.account_name, 80),
            day(outcome.happened_on),
            outcome.score,
        ),
    ]
    if hit.excerpt:
        lines.append(md("{}", short(hit.excerpt, 300)))
    return join(lines)


def _deeds(hit: StoryHit) -> list[Element]:
    spoken = clip(hit.outcome.change, 60)
    return [
        button("Open", Id.OUTCOME_SHOW, hit.outcome.id, spoken=f"Open: {spoken}"),
        button("Share", Id.STORY_SHARE, hit.outcome.id, spoken=f"Share: {spoken}"),
    ]


def _turns(found: StoryList) -> list[Element]:
    turns, listed = [], found.page
    if listed.number > 1:
        turns.append(button("Earlier", Id.STORIES_PAGE, f"{listed.number - 1} {found.query}"))
    if listed.number < listed.pages:
        turns.append(button("More", Id.STORIES_NEXT, f"{listed.number + 1} {found.query}"))
    return turns


def body(told: Told) -> list[Block]:
    """The story itself, all of it."""
    blocks = [*_title(told)]
    for title, text in (
        ("Before", told.situation),
        ("What was done", told.action),
        ("What changed", told.story),
    ):
        blocks += [section(one) for one in _paragraphs(title, text)]
    if told.quote:
        blocks += [section(one) for one in _paragraphs(None, f"“{told.quote}”")]
        if told.quoted:
            blocks.append(context(md("{}", short(told.quoted, 80))))
    small = [*_measured(told), *_lasts(told), *_inside(told)]
    return [*blocks, *map(context, small)]


def _title(told: Told) -> list[Block]:
    """What changed, where and when, all of it."""
    head = md("{} · {}", short(told.account_name, 80), day(told.happened_on))
    if told.inside:
        head = md("{} · {} of 5 points", head, told.inside.score)
    change = map(section, map(_bold, pieces(told.change, PIECE)))
    return [*change, context(head)]


def _bold(text: Mrkdwn) -> Mrkdwn:
    """Line by line: in Slack no bold goes over the end of one."""
    lines = (line.strip() for line in text.split("\n"))
    return join([md("*{}*", Mrkdwn(line)) for line in lines if line])


def _paragraphs(title: str | None, text: str | None) -> Iterator[Mrkdwn]:
    """A text under its title, in as many pieces as Slack needs, with every character of it."""
    for piece in pieces(text, PIECE) if text else []:
        yield join([md("*{}*", title), piece]) if title else piece
        title = None


def measured(told: Told) -> str:
    """The measure in plain words; empty where nothing was measured."""
    if told.metric_actual is None:
        return ""
    begun = f"{number(told.metric_baseline)} → " if told.metric_baseline is not None else ""
    aimed = told.metric_target
    of = f" (target {number(aimed, told.unit)})" if aimed is not None else ""
    return f"{told.metric or 'Measured'}: {begun}{number(told.metric_actual, told.unit)}{of}"


def _measured(told: Told) -> list[Mrkdwn]:
    words = measured(told)
    return [md("{}", words)] if words else []


def _lasts(told: Told) -> list[Mrkdwn]:
    said = [md("{}", LASTS[told.permanence])] if told.permanence else []
    if told.verified_on:
        said.append(md("The customer confirmed it on {}.", day(told.verified_on)))
    return [join(said, " ")] if said else []


def _inside(told: Told) -> list[Mrkdwn]:
    """What only colleagues read."""
    inside = told.inside
    if inside is None:
        return []
    lines = []
    if inside.reuse_needs:
        lines.append(md("What it takes: {}", short(inside.reuse_needs, 1000)))
    if inside.value is not None:
        how = md(": {}", short(inside.value_how, 300)) if inside.value_how else Mrkdwn("")
        lines.append(md("Worth {}{}", money(inside.value, inside.currency), how))
    if inside.source_link:
        lines.append(link(inside.source_link, "Where it was told"))
    return lines


def mention(user_id: str) -> Mrkdwn:
    """A person, so that Slack shows the name."""
    return Mrkdwn(f"<@{user_id}>")


def shared(told: Told, by: Mrkdwn) -> Message:
    """The message in the channel. Where others read along, it names nobody of ours."""
    if told.inside is None:
        return Message(body(told))
    show = actions(button("Open", Id.OUTCOME_SHOW, told.inside.outcome_id))
    return Message([context(md("{} shares a story.", by)), *body(told), show])


def share_form(story: StoryFacts) -> Block:
    """The window in which one says where a story goes; nothing leaves by it yet."""
    outcome = story.outcome
    told = story.told_to(Consent.INTERNAL)
    deeds = [button("Export as Markdown", Id.STORY_EXPORT, outcome.id)]
    if story.may_change:
        deeds.append(button("How far may it travel?", Id.STORY_CONSENT, outcome.id))
    return modal(
        "Share the story",
        [*_title(told), context(_travels(told)), CHANNEL.block(), actions(*deeds)],
        callback=Id.STORY_PREVIEW,
        submit="Preview",
        metadata=outcome.id,
    )


def _travels(told: Told) -> Mrkdwn:
    words = md("{}", TRAVELS[told.consent])
    if told.inside and told.inside.consent_how:
        return md("{} {}", words, short(told.inside.consent_how, 500))
    return words


def preview(story: StoryFacts, audience: Consent, channel_id: str, by: Mrkdwn) -> Block:
    """The window before it is posted: what everybody in the channel will read."""
    told = story.told_to(audience)
    note = (
        "Colleagues in the channel will see this."
        if told.inside
        else "People of another company are in the channel. They will see this, and nothing else."
    )
    outcome = story.outcome
    return modal(
        "What they will see",
        [context(md("{}", note)), *_without_buttons(shared(told, by).blocks)],
        callback=Id.STORY_PUBLISH,
        submit="Share",
        metadata=f"{outcome.id} {channel_id} {audience} {outcome.version}",
    )


def _without_buttons(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block["type"] != "actions"]


def published(told: Told) -> Block:
    """What one reads after it was posted."""
    words = md("“{}” is on its way to the channel.", short(told.change, 200))
    return modal("Shared", [section(words)], callback=Id.NOTICE, close="Done")


def file_title(told: Told) -> str:
    """What the file is called where it is shown."""
    return clip(" ".join(told.change.split()), 80)


def file_note(told: Told) -> str:
    """What is said beside the file."""
    return f"The story of {clip(told.account_name, 80)} as Markdown. {TRAVELS[told.consent]}"


def exported(told: Told) -> Message:
    """What one reads after asking for the file."""
    return say(
        md(
            "“{}” is on its way to your messages with me, as a Markdown file. {}",
            short(told.change, 200),
            TRAVELS[told.consent],
        )
    )
