"""A command group whose words may also be what is to be shown: `hotline stories s12ab` is `hotline stories show s12ab`.

Enter: the words of a command line. Leave: the command that is meant. Used by `contacts` and `stories`.
"""

import difflib

import click


class ShowGroup(click.Group):
    """A group with a command `show`, which is meant where the first word is no command and resembles none."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.commands, 1, 0.7)
            if near:
                ctx.fail(f"no command {args[0]!r}; did you mean {near[0]!r}?")
            args = ["show", *args]
        return super().resolve_command(ctx, args)
