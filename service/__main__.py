"""`python -m service` is the command `hotline`."""

from service.cli import main

main(prog_name="hotline")
