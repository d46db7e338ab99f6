"""`hotline init`: put a config into a folder."""

from pathlib import Path

import click

from service.config import copy_default_config


@click.command(short_help="Put the default config into a folder.")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), default=Path("config"))
def init(target: Path) -> None:
    """Put the default config into TARGET (default: config), ready to edit. Nothing that is there is overwritten.

    \b
    Example:
      hotline init /etc/hotline
    """
    for path in copy_default_config(target):
        click.echo(f"wrote {path}")
    click.echo(f"next: edit them, then `hotline check --config {target}`")
