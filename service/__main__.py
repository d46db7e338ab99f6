"""`python -m service` is the command `hotline`."""

from service.cli import main

main()
