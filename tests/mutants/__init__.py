"""What is broken on purpose: one file of breaks for each folder of tests."""
