"""The engine on flows of its own."""
