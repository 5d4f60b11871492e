"""`python -m adapterlint`."""

from adapterlint.cli import main

main()
