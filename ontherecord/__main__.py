"""`python -m ontherecord`: the commands of the kit."""

from ontherecord.cli import main

main()
