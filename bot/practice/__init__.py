"""What can be done, in the field's words: functions of a session, never of Slack.

A function that a person calls takes `(session, actor, …)`: the actor is who acts, in which
workspace and when. Functions raise UserError and never commit: the edge owns the transaction.
"""
