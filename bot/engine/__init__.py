"""A conversation, purely: it knows no flow, no channel, no rule, no clock."""
