"""`python -m tests.channels.web.process FOLDER PORT`: the small server as a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.channels.web.served import Small, make_app
from tests.channels.web.server import GENEROUS
from walletdesk.settings import Settings


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(root=folder, desk_url=f"sqlite:///{folder / 'var' / 'desk.sqlite'}", limits=GENEROUS)
    app = make_app(settings, Small())
    app.run(host="127.0.0.1", port=port, workers=1, access_log=False, debug=False, motd=False, backlog=1024)


if __name__ == "__main__":
    main()
