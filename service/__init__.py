"""Hotline: a daemon that watches news feeds for US-Russia defence contacts.

The rooms, from the top: cli, wiring, daemon and web, jobs, adapters and config, stages, language, model, errors. A file
imports only from rooms below its own; `lint-imports` holds this.
"""
