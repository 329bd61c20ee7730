"""Stories as teams log them, and what people look for: each query with what it should find.

A story is `name|account|change|measure|situation|action|story`; a query is `words|best|also good…`.
"""

from dataclasses import dataclass

TOLD = """
macros|Acme|Agents solve six of ten tickets without escalating|tickets solved alone|Every second ticket went to second level|Team leads wrote forty macros with us|Agents reach for a macro first and ask less
deflect|Borealis|Customers find answers in the help centre before they call|calls per week|The phone rang all morning|We rewrote the twenty most read articles|Calls fell by a third within a month
password|Cobalt|Users reset their password themselves|reset tickets|Three hundred reset requests a week|Single sign-on and a self-service page|The service desk has its mornings back
firstreply|Delta|Agents answer new tickets within an hour|first response time|Customers waited two days|A triage rota and alerts on the queue|Nobody waits over night any more
handover|Eastwind|The night shift hands over in the ticket and not by phone|handover calls|Two calls at every shift change|A template in the ticket|Day and night work from one page
swarm|Fjord|Engineers join a ticket instead of taking it over|reassignments|Tickets were thrown over the wall|Swarming on Tuesdays|Tickets bounce half as often
chatbot|Garnet|Shoppers finish a return in the chat without an agent|returns by chat|Returns clogged the inbox|A return flow with three questions|Seven of ten returns need nobody
csatsurvey|Helios|Agents read their ratings every Friday|survey replies read|Surveys were collected and forgotten|A digest in the team channel|Teams argue about quality with data
weekly|Ikaros|Managers open the weekly report every Monday|report opens|Reports were sent by mail and never read|A dashboard link in their channel on Monday morning|They prepare the meeting with it
board|Juniper|The board reads the figures itself|board views|An analyst copied charts into slides for days|A live board with five measures|The analyst has three days a month back
forecast|Krypton|Team leads review the forecast before the pipeline meeting|forecast reviewed|Forecasts were guessed in the meeting|A checklist and a reminder on Thursday|Meetings are half as long
excel|Lumen|Finance analysts stop keeping a spreadsheet beside the system|shadow spreadsheets|Forty spreadsheets with their own truth|We mapped each column into the system|The month closes three days earlier
close|Meridian|Accountants close the month in four days|days to close|Ten days of chasing receipts|Reconciliation runs every night|Nobody works the weekend of the close
invoice|Nimbus|Customers pay their invoice by direct debit|share of direct debit|Paper invoices and reminders|A mandate page in the portal|Late payments fell to two per cent
dunning|Orbit|Collectors call only whom the score names|calls by collectors|They called everybody on the list|A risk score by payment history|Fewer calls collect more money
purchase|Pinnacle|Buyers compare three offers before they order|orders with three offers|Orders went to the usual supplier|Offers side by side in one view|Prices fell by six per cent
approve|Quartz|Approvers decide requests on their phone within a day|approval time|Requests waited for somebody at a desk|Approval in the mobile app|Projects start a week sooner
expense|Ridgeway|Travellers photograph receipts on the day|receipts on the day|Shoe boxes at the end of the quarter|A photo in the app and a nudge at night|Expense reports are done by Friday
planner|Solstice|Planners build the schedule in the tool|schedules in the tool|Schedules on whiteboards and in mails|Templates for each plant|Shifts are known two weeks ahead
overtime|Tundra|Supervisors swap shifts instead of ordering overtime|overtime hours|Overtime filled every gap|Swap requests on the phone|Overtime fell by a fifth
pallet|Umbra|Warehouse staff scan every pallet on arrival|pallets scanned|Stock was counted at night|Scanners at each gate|Inventory is right to half a per cent
pick|Vertex|Pickers follow the route that the tablet shows|picks per hour|Each picker had a way of their own|Routes by aisle and weight|Eleven more picks an hour
reorder|Willow|Store managers reorder from the app|orders from the app|Orders by fax on Wednesdays|Suggested orders by sales|Shelves are empty half as often
returnsdock|Xenon|The dock books returns the same day|returns booked same day|Pallets of returns waited for weeks|A booth with a scanner and photos|Refunds leave within two days
nearmiss|Yarrow|Drivers report near misses within the hour|near misses reported|Accidents were the first to be heard of|Two taps and a voice note|Three dangerous crossings were rebuilt
inspection|Zephyr|Technicians finish the inspection on the tablet at the machine|inspections on site|Paper forms typed in at night|Offline forms with photos|Findings reach maintenance the same hour
downtime|Alpine|Operators call maintenance at the first warning|warnings answered|Machines ran until they broke|Thresholds with a light at the line|Unplanned downtime fell by a third
spare|Basalt|Technicians check the spare part before they drive|first time fix|Two visits for one repair|Parts on the job card|Nine of ten repairs take one visit
fieldjobs|Cirrus|Field technicians close jobs on their phone|jobs closed on site|Job sheets came in on Friday|An app that works offline|Invoices leave the same day
vitals|Dorado|Nurses record vitals at the bedside|vitals at the bedside|Notes on paper, typed at the end of the shift|Tablets on the ward trolleys|Doctors see values at once
booking|Ember|Patients book appointments online|online bookings|Two receptionists on the phone all day|A booking page with reminders|No-shows halved
noshow|Falcon|Patients confirm or cancel by text message|confirmed appointments|One in six did not come|A message two days before|Freed slots are filled the same day
discharge|Glacier|Wards plan the discharge on the day of admission|discharge planned|Beds were blocked on Mondays|A date on the board for each bed|A day and a half shorter stays
teachers|Harbor|Teachers share lesson plans with each other weekly|plans shared|Everybody prepared alone|A shared shelf by grade|New teachers start with a full shelf
parents|Iris|Parents read messages from school in the app|messages read|Letters in school bags|An app in six languages|Nine of ten read it the same day
attendance|Jade|Lecturers note attendance in the first five minutes|attendance noted|Lists were lost|A code on the screen|Students at risk are seen in week three
tutoring|Kelvin|Students book a tutor before an exam and not after|tutor bookings|Tutors sat alone until results came|A nudge after the second weak quiz|Fewer repeat the course
onboard|Lagoon|New hires close their first ticket alone on day two|days to first ticket|Two weeks of shadowing|A buddy and a path of ten tickets|Leads have time for coaching
coaching|Mistral|Regional managers coach two reps a week from the dashboard|coaching sessions|Ride-alongs once a quarter|Three measures per rep|Weak reps catch up in a quarter
salescalls|Nova|Sales reps log calls on the same day|calls logged|The CRM was filled before the review|A voice note that fills the form|Handoffs have a history
discount|Opal|Reps sell without asking for a discount|deals without discount|Every deal ended with ten per cent|A value calculator in the first call|Prices hold
referral|Prism|Half of the users invite a colleague in the first month|invitations|Teams stayed small|An invite at the first shared board|Seats grow by themselves
seats|Quasar|Admins give away unused seats|seats used|A third of the licences slept|A monthly list of sleeping seats|All seats are used and they bought more
sso|Raven|Everybody signs in once in the morning|sign-ins per day|Six passwords a person|Single sign-on for nine tools|Fewer locked accounts
deploy|Sierra|Developers deploy on their own ten times a week|deployments|A release night each month|Pipelines and feature flags|No release night for half a year
incident|Topaz|Engineers write the review within two days of an incident|reviews in two days|Incidents were forgotten until they came back|A draft from the timeline|The same outage did not come back
alerts|Ultra|Operators act on alerts and mute none|alerts acted on|Four hundred alerts a night|Each alert has an owner and a runbook|Nights are quiet
backup|Vega|Admins restore a backup as a test each month|restore tests|Backups were never tried|A calendar and a sandbox|A lost table was back in an hour
review|Wren|Editors publish from templates without legal review|pages without review|Legal read every page|Approved blocks in the template|Campaigns start on the day
translate|Xylem|Marketers order translations from the editor|pages translated|Files went by mail|A button and a glossary|Five markets launch at once
landing|Yucca|Campaign teams build landing pages without developers|pages without developers|A two-week queue|Blocks and a preview|Three tests a week in place of one a quarter
segmentmail|Zenith|Marketers send to segments and not to everybody|mails to segments|One mail to all|Segments by what people did|Fewer people unsubscribe
recruit|Amber|Recruiters answer candidates within a day|answers within a day|Candidates heard nothing for weeks|Templates and a red list|Two more offers in three are taken
feedback|Birch|Managers give written feedback every month|feedback given|One talk a year|A prompt with two questions|Fewer people leave in their first year
absence|Cedar|Employees report sick leave in the app before eight|reports before eight|Calls to three people|One button|Shifts are filled by nine
claims|Dune|Underwriters decide standard cases without a second reader|cases decided alone|Two readers for each case|Rules for the simple ones|Simple policies leave the same day
fraud|Elm|Adjusters check the photo before they pay|claims checked|Payment first, questions later|A score for reused photos|Fraud losses fell by a fifth
selfclaim|Fern|Customers file a claim in the app with photos|claims in the app|Forms by post|A guide with six photos|Claims are settled in three days
energy|Grove|Caretakers lower the heating at night from the app|nights lowered|Boilers ran all night|Schedules by building|Gas use fell by a seventh
lyon|Zoë’s Café|Équipes à Lyon planifient les tournées dans l’outil|tournées planifiées|Des feuilles de papier|Un atelier avec les chefs d’équipe|Moins de kilomètres à vide
"""  # noqa: E501 - a story a line

WANTED = """
fewer escalations|macros|
solve tickets alone|macros|onboard
escalating|macros|
help centre articles|deflect|
reset password self-service|password|sso
single sign-on|sso|password
first response time|firstreply|
night shift handover|handover|
shift swap overtime|overtime|
weekly report monday|weekly|
dashboard managers|coaching|weekly
spreadsheets|excel|
month end close faster|close|excel
direct debit|invoice|
late payments|invoice|dunning
approve on mobile phone|approve|
receipts photo|expense|close
warehouse scanning pallets|pallet|returnsdock
inventory|pallet|
reorder from app|reorder|
drivers safety near miss|nearmiss|
inspection tablet offline|inspection|fieldjobs
unplanned downtime machines|downtime|
repair first visit|spare|
nurses bedside|vitals|
patients appointments|booking|noshow
no-show text messages|noshow|booking
lesson plans teachers|teachers|
students at risk|attendance|tutoring
new hires first ticket|onboard|
coaching reps|coaching|
log sales calls|salescalls|
unused licences seats|seats|referral
release deploy developers|deploy|landing
incident review|incident|
translation|translate|
landing pages|landing|
recruiting candidates|recruit|
claims photos app|selfclaim|fraud
lyon tournees|lyon|
zoe cafe|lyon|
Ikaros|weekly|
templ|review|handover,recruit,planner
unsubscribed newsletter|segmentmail|
customers call less|deflect|password
reduce call volume on the phone|deflect|handover,approve
people stop using their own spreadsheets|excel|
how did managers get their teams to read reports|weekly|csatsurvey,board
pay invoices on time|invoice|fieldjobs
app for technicians that works offline|fieldjobs|inspection
save receipts with a photo|expense|selfclaim,fraud
buyers offers suppliers|purchase|
who reads the dashboard|weekly|coaching,board
nobody forgets incidents|incident|
multilingual school messages|parents|
user adoption of the mobile app|approve|parents,selfclaim,reorder
expired licence renewals|seats|
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One story."""

    name: str
    account: str
    change: str
    metric: str
    situation: str
    action: str
    story: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One query, the story that should come first, and others that would do."""

    words: str
    best: str
    also: frozenset[str]


STORIES = [Example(*line.split("|")) for line in TOLD.strip().splitlines()]


def _wanted(line: str) -> Wanted:
    words, best, also = line.split("|")
    return Wanted(words, best, frozenset(filter(None, also.split(","))))


QUERIES = [_wanted(line) for line in WANTED.strip().splitlines()]
