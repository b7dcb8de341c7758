"""What is random: seeded streams, and which samples each step uses."""
