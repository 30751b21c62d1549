"""Kinds of answers that Indonesians give in a chat, each found by what it looks like."""
