"""The words by which goals are told apart: see `bot.practice.goal_kind`."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


PEOPLE = _listed(
    """
    accountants administrators admins advisers advisors agents analysts architects assistants
    associates attendees auditors authors bankers brokers buyers candidates carers cashiers
    champions chefs citizens clerks clients clinicians coaches colleagues consultants
    contractors controllers coordinators couples couriers creators customers dealers delegates
    designers developers directors dispatchers doctors drivers editors employees engineers
    everybody everyone executives farmers foremen guests hirers hosts households inspectors
    installers instructors investors journalists kids lawyers leaders leads learners lecturers
    managers marketers mechanics members merchandisers merchants moderators new-hires newcomers
    nobody nurses officers operators owners parents partners patients people pharmacists
    physicians pickers pilots planners players practitioners principals producers professionals
    programmers pupils recruiters representatives reps researchers residents reviewers riders
    salespeople schedulers scientists sellers seniors shoppers somebody someone specialists
    squads staff staffs stewards stores students subscribers supervisors suppliers surveyors
    teachers teams technicians tellers testers they trainees trainers translators travellers
    tutors underwriters users viewers visitors volunteers warehouses workers writers youths
    """
)
"""Who may do something differently."""

ENDINGS = ("ers", "ors", "ists", "ians", "ants", "ees", "men", "women", "medics", "folk")
"""A word that ends so names people, too: librarians, tenants, adjusters, bookkeepers …"""

THINGS = _listed(
    """
    alters answers barriers behaviors blockers boosters browsers calculators centers chapters
    chargers computers consents containers counters covers degrees dinners drawers enters errors
    escalators favors fees filters fitters folders footers freezers generators grants guarantees
    headers helpers indicators invariants layers letters markers matters meters mirrors monitors
    motors newsletters numbers offers orders papers plants posters powers printers processors
    projectors quarters registers reminders restaurants routers scanners sectors sensors servers
    stickers tickers timers towers trackers trailers transfers trees triggers variants vectors
    vouchers
    """
)
"""These end so as well, and are no people."""

MAKING = _listed(
    """
    add agree announce appoint approve archive arrange assign audit automate book build buy
    certify clean collect complete conduct configure connect create define deliver demo deploy
    design develop document draft enable enrol enroll establish execute finalise finalize finish
    give go-live hire hold host implement import install integrate introduce kick-off launch
    make map migrate move onboard open organise organize plan prepare present produce provide
    publish purchase release renew replace roll-out rollout run schedule send set-up setup ship
    sign start switch test train transfer translate update upgrade upload write
    """
)
"""At the beginning of a goal: something that gets made, held or finished once."""

MADE = _listed(
    """
    added agreed announced appointed approved archived assigned automated booked built certified
    collected completed conducted configured connected created defined delivered deployed
    designed developed documented done drafted enabled enrolled established executed finalised
    finalized finished held hired hosted implemented imported installed integrated introduced
    launched live made migrated moved onboarded online organised organized planned prepared
    presented produced provided published purchased ready released replaced rolled-out scheduled
    sent set-up shipped signed started switched tested trained transferred translated updated
    upgraded uploaded written
    """
)
"""Anywhere else: it was made, held or finished."""

FIGURES = _listed(
    """
    absenteeism acquisition adoption arpu arr attrition availability awareness brand cac
    capacity cash-flow ces churn compliance conversion cost costs credibility csat cycle-time
    deal-size downtime earnings ebitda efficiency engagement expansion experience footfall
    growth happiness income lifetime-value loyalty margin margins market-share morale mrr nps
    occupancy order-value performance pipeline productivity profit profitability profits quality
    renewal renewals reputation resolution-rate retention revenue revenues roi safety sales
    satisfaction savings spend success throughput time-to-market time-to-value turnover upsell
    uptime utilisation utilization value win-rate
    """
)
"""What a business counts and many causes move."""

STILL = _listed(
    """
    adoption and are at attrition base be become becomes been being by churn costs dashboard
    efficiency engagement feel feels for from get gets growth had happiness has have in is
    loyalty morale numbers of on onboarding or performance portal productivity remain remains
    retention revenue satisfaction seem seems stay stays success than to training was were with
    """
)
"""After people these tell a state or name a thing, and no behaviour."""

JOINED = {
    "go live": "go-live",
    "kick off": "kick-off",
    "roll out": "roll-out",
    "rolled out": "rolled-out",
    "set up": "set-up",
    "market share": "market-share",
    "lifetime value": "lifetime-value",
    "win rate": "win-rate",
    "deal size": "deal-size",
    "new hires": "new-hires",
    "time to market": "time-to-market",
    "time to value": "time-to-value",
    "order value": "order-value",
    "cycle time": "cycle-time",
    "cash flow": "cash-flow",
    "first contact resolution": "resolution-rate",
}
"""Two words that mean one thing."""

FILLERS = _listed(
    """
    account actually all also always at call-centre can customer customer's do don't each every
    fewer field finance front-line frontline half hr independently it junior least local longer
    many marketing more most never new no now of only our percent product project regional
    regularly sales senior service shift shop should store support team the their then three two
    ward will your
    """
)
"""Between people and what they do: these say nothing."""

COMMON = _listed(
    """
    the and but for are was has had did not nor can don now own too why how any few off out who
    its his her him you she that this these those what which whom have having does doing with
    about against between into through during before after above below from down over under again
    further then once here there when where both same than very just should yours they them theirs
    were been being because until while ours each other some such per use uses used using number
    himself herself itself ourselves themselves yourself share rate time times day days week
    weeks month months within without
    """
)
"""In goals of any kind: two goals are not alike for having these."""
