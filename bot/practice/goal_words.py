"""The words by which goals are told apart: see `bot.practice.goal_kind`."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


PEOPLE = _listed(
    """
    accountants administrators admins advisers advisors agents analysts architects assistants
    associates attendees auditors authors bankers brokers buyers candidates carers cashiers
    champions chefs clerks clients clinicians coaches colleagues consultants contractors
    controllers coordinators couriers creators customers dealers designers developers
    directors dispatchers doctors drivers editors employees engineers everybody everyone
    executives farmers foremen guests hirers hosts inspectors installers instructors investors
    journalists lawyers leaders leads learners lecturers managers marketers mechanics members
    merchandisers merchants moderators new-hires newcomers nobody nurses officers operators
    owners parents partners patients people pharmacists physicians pickers pilots planners
    players practitioners producers professionals programmers recruiters representatives reps
    researchers residents reviewers riders salespeople schedulers scientists sellers seniors
    shoppers somebody someone specialists staff stewards stores students subscribers
    supervisors suppliers surveyors teachers teams technicians tellers testers they trainees
    trainers translators travellers tutors underwriters users viewers visitors volunteers
    warehouses workers writers
    """
)
"""Who may do something differently."""

MAKING = _listed(
    """
    add announce automate book build buy complete conduct configure connect create define
    deliver demo deploy design develop document draft enable enrol enroll establish execute
    finalise finalize finish give go-live hold host implement import install integrate
    introduce kick-off launch make map migrate move onboard open organise organize plan
    prepare present produce provide publish purchase release renew replace roll-out rollout
    run schedule send set-up setup ship sign start switch test train transfer update upgrade
    upload write
    """
)
"""At the beginning of a goal: something that gets made, held or finished once."""

MADE = _listed(
    """
    added announced automated booked built completed conducted configured connected created
    defined delivered deployed designed developed documented done drafted enabled enrolled
    established executed finalised finalized finished held hosted implemented imported
    installed integrated introduced launched live made migrated moved onboarded organised
    organized planned prepared presented produced provided published purchased ready released
    replaced rolled-out scheduled sent set-up shipped signed started switched tested trained
    transferred updated upgraded uploaded written
    """
)
"""Anywhere else: it was made, held or finished."""

FIGURES = _listed(
    """
    adoption arr attrition awareness ces churn compliance conversion cost costs csat deal-size
    downtime earnings ebitda efficiency engagement expansion experience growth happiness
    income lifetime-value loyalty margin margins market-share morale mrr nps performance
    pipeline productivity profit profitability profits quality renewal renewals reputation
    retention revenue revenues roi safety sales satisfaction savings spend success turnover
    upsell value win-rate
    """
)
"""What a business counts and many causes move."""

STILL = _listed(
    """
    adoption and are at attrition base be become becomes been being by churn costs dashboard
    efficiency engagement feel feels for from get gets growth had happiness has have in is
    loyalty morale numbers of on onboarding or performance portal productivity remain remains
    retention revenue satisfaction seem seems stay stays success than to training was were
    with
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
}
"""Two words that mean one thing."""

FILLERS = _listed(
    """
    account actually all also always at call-centre can customer customer's do don't each
    every fewer field finance front-line frontline half hr independently it junior least local
    longer many marketing more most never new no now of only our percent product project
    regional regularly sales senior service shift shop should store support team the their
    then three two ward will your
    """
)
"""Between people and what they do: these say nothing."""
