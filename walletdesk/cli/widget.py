"""`walletdesk widget-data`: what the build of the chat widget takes from our YAML."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command("widget-data", hidden=True)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def widget_data(folder: Path) -> None:
    """Write the widget's texts, link targets and guard words into FOLDER, for its build. 生成网页组件所需的数据。

    \b
    walletdesk widget-data widget/generated
    """
    from walletdesk import bootstrap
    from walletdesk.content import widget

    content = bootstrap.the_content()
    _write(folder / "texts.json", widget.texts(content.catalogue))
    _write(folder / "site.json", asdict(widget.sites(content)))
    _write(folder / "guard.json", widget.guard_words())


def _write(path: Path, data: object) -> None:
    """Left alone where nothing has changed, so that nothing is built again for it."""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
