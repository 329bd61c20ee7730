"""The plan that a customer sees: shown and taken back by our side, agreed to by theirs."""

from bot.practice import shared_plan
from bot.ui import shared_plan as ui
from handlers import place
from handlers.call import Call
from handlers.reply import Answer, Reply, Window


async def show(call: Call) -> Reply:
    """`plan [account]` in a shared channel: what can be done there, and no more."""
    found = await call.read(shared_plan.named, call.words, call.channel_id)
    return Answer(ui.sharing(found))


async def offer(call: Call) -> Reply:
    """“Share with the customer”: what they would see."""
    await call.enter()
    await place.check_shared(call, call.channel_id)
    found = await call.read(shared_plan.offer, call.value, call.channel_id)
    return Window(ui.offer(call.value, call.channel_id, found))


async def publish(call: Call) -> Reply:
    """The submitted window. Slack is asked again what channel it is: that may have changed."""
    await call.enter()
    account_id, _, channel_id = call.subject.partition(" ")
    await place.check_shared(call, channel_id)
    await call.write(shared_plan.publish, account_id, channel_id)
    return Window(ui.published())


async def withdraw(call: Call) -> Reply:
    """“Stop showing it”."""
    await call.write(shared_plan.withdraw, call.value, call.channel_id)
    return Answer(ui.withdrawn())


async def agree(call: Call) -> Reply:
    """“Agree”, by a player of the customer."""
    await call.write_as(call.customer(call.value), shared_plan.agree)
    return Answer(ui.agreed())
