"""The outbox and those who empty it: nothing lost, nothing twice, in order, at Slack's pace."""
