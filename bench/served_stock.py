"""`rasa` as its users start it, on a machine that may have no TensorFlow; what bench.stock says of that holds here."""

from __future__ import annotations

import sys

from bench import stock


def main() -> None:
    """The arguments are those of Rasa's own command."""
    if not stock.has_tensorflow():
        from walletdesk.rasa_edge import no_tensorflow

        no_tensorflow.hide()
    sys.argv[0] = "rasa"
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
