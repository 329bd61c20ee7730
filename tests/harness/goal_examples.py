"""Goals as people write them, each with its kind: `kind|words`."""

KNOWN = """
outcome|Agents resolve tickets without escalating
outcome|Managers open the weekly report every Monday
outcome|60 % of planners build their schedule in the tool
outcome|New hires close their first ticket alone on day two
outcome|Nurses record vitals at the bedside instead of at the end of the shift
outcome|Sales reps log calls on the same day
outcome|Share of store managers who reorder from the app
outcome|More customers pay their invoice by direct debit
outcome|Teachers share lesson plans with each other weekly
outcome|Field technicians close jobs on their phone
outcome|Fewer users call support to reset a password
outcome|Recruiters answer candidates within 24 hours
outcome|Team leads review forecasts before the Monday meeting
outcome|Developers deploy on their own, ten times a week
outcome|Finance analysts stop keeping a spreadsheet beside the system
outcome|Drivers report near misses within the hour
outcome|Percentage of patients who book online
outcome|Each regional manager coaches two reps a week from the dashboard
outcome|Warehouse staff scan every pallet on arrival
outcome|Employees find answers in the knowledge base before they ask
outcome|Buyers compare three offers before ordering
outcome|Half of the users invite a colleague in their first month
outcome|Underwriters decide standard cases without a second reader
outcome|Shift supervisors hand over with the checklist
impact|Increase NPS to 50
impact|Reduce churn by 20 %
impact|Grow revenue 15 % year over year
impact|Better customer satisfaction
impact|Higher employee engagement
impact|Improve retention in the mid-market
impact|Cut support costs by a third
impact|Raise productivity of the service desk
impact|Gross margin above 60 %
impact|Double the pipeline
impact|Win rate of 30 %
impact|Lower attrition in the call centre
impact|Increase market share in DACH
impact|Improve quality
impact|CSAT of 4.5
impact|Bring down downtime
impact|More sales from existing customers
impact|ROI within six months
impact|Increase ARR by 2 million
impact|Customer lifetime value up 10 %
output|Launch the customer portal
output|Train 50 agents
output|Ship the Salesforce integration
output|Roll out the app to all stores
output|Dashboard for managers is live
output|Workshop held with the sponsor
output|Migrate all data from the old system
output|We deliver three trainings
output|Our team configures single sign-on
output|Implement SSO
output|Onboarding completed by June
output|Knowledge base published
output|Hold a quarterly business review
output|Set up the reporting
output|Integration with SAP finished
output|All users trained
output|Create a playbook for the support team
output|Documentation written and handed over
output|Go live in three countries
output|Complete phase two
output|Upgrade to version 9
output|Pilot launched in Berlin
"""
"""The rules were written with these at hand."""

SET_ASIDE = """
outcome|Pharmacists check interactions in the system before dispensing
outcome|Project managers update their risks every Friday
outcome|Eight of ten tickets are answered by agents from a template
outcome|Instructors grade assignments in the app within three days
outcome|Shop assistants offer the loyalty card at the till
outcome|Line managers approve expenses from their phone
outcome|Number of engineers who write a post-mortem after an incident
outcome|Residents report damages online rather than by phone
outcome|Account executives use call recordings to prepare renewals
outcome|Doctors dictate letters instead of typing them
outcome|Customers solve billing questions themselves
outcome|Merchandisers adjust prices twice a week
impact|Reduce cost to serve
impact|Improve brand awareness among students
impact|Increase customer loyalty
impact|Revenue per employee above 200k
impact|Lift conversion on the checkout page
impact|Reduce employee turnover
impact|Better compliance
impact|Net retention of 115 %
output|Build a data warehouse
output|Release the mobile app in Q3
output|Run five webinars
output|Install the terminals in 40 stores
output|API connected to the ERP
output|Write the adoption guide
output|Training of the trainers done
output|Contract signed
output|Enable two-factor authentication for everyone
output|Deliver the onboarding programme
"""
"""Looked at once the rules stood: 25 of 30 were right; the rules were then mended."""

FRESH = """
outcome|Cashiers suggest a second item in three of four sales
outcome|Every manager holds a weekly one-to-one using the agenda
outcome|Patients refill prescriptions through the app
outcome|Nine of ten invoices are approved by controllers without a call
outcome|Admins add new users themselves
outcome|Share of analysts using saved queries
outcome|Pilots file reports before leaving the airport
outcome|Students submit drafts a week before the deadline
outcome|Support agents link an article in each answer
outcome|Farmers check the forecast before they irrigate
impact|Improve employee retention
impact|Cost per ticket below 5 USD
impact|Increase profitability of the region
impact|Fewer customers churn
impact|Better customer experience
impact|Grow upsell revenue
output|Finish the data migration
output|Champions trained by May
output|Publish three case studies
output|Our consultants map all processes
output|Executive workshop delivered
output|Phase one signed off
output|Import 10,000 contacts
output|New dashboard released to managers
"""
"""Written after that: 23 of 24 were right at once."""


def examples(block: str) -> list[tuple[str, str]]:
    """The lines of a block: the kind and the words."""
    lines = [line.partition("|") for line in block.strip().splitlines()]
    return [(kind, words) for kind, _, words in lines]
