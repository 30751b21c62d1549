"""A chatbot through which Indonesia's informal workers insure themselves."""
