"""The bot's own processes killed at random among providers that fail, and what is stored and sent counted afterwards."""
