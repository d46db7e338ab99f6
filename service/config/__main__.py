"""`python -m service.config [FOLDER]`: write the JSON Schemas, by default into `config/schema`."""

import sys
from pathlib import Path

from service.config.defaults import find_default_config
from service.config.schemas import write_schemas

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else find_default_config() / "schema"
    for path in write_schemas(target):
        print(path)
